"""A journey: a blueprint whose routes say their rules, and what it adds to pages.

    reuse = Journey("reuse", __name__, entries=(NavigationEntry(...),))

    @reuse.post("/sheets/<sheet_id:sheet>/tried", needs=Permission.WRITE,
                writes="60 per hour")

A route that does not say who may reach it, or how often something may be sent to it,
is refused when its module is read.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache, partial
from typing import Any, TypeVar, cast

from flask import Blueprint, Flask, current_app
from flask.blueprints import BlueprintSetupState

from commons.core.domain.addresses import iri
from commons.core.domain.people.account import (
    Account,
    Permission,
    Role,
    has_permission,
)
from commons.web.display.panels import Panel
from commons.web.request.answers.sheet_formats import OutletWriter
from commons.web.request.limits.rate_limits import RateLimit, parse_limit
from commons.web.request.locale import page_language
from commons.web.request.route_rules import RouteRules, rules_of

View = TypeVar("View", bound=Callable[..., Any])

_RULES = frozenset(rule.name for rule in fields(RouteRules)) - {"has_pages"}
_NAMED = re.compile(r"<[^>]*>")
_LIKE_TITLE = re.compile(r"/sheets/\{\}/[a-z0-9-]+")
_SENDING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NavigationEntry:
    """A link of the frame that every page has.

    `label`: words to translate, or those of each language. `arguments`: those of the
    address. `place`: "menu", "footer", "site" or "team" (the page of the team), where they stand by rising
    `order`. `needs`: it is shown to who may do this. `stands_out`: as the one thing to
    do. `media_type`: of what the link leads to, when that is no page. `count`: gives
    how much waits there, which stands behind the label.
    """

    endpoint: str
    label: str | Mapping[str, str]
    order: int
    place: str = "menu"
    needs: Permission = Permission.READ
    stands_out: bool = False
    media_type: str = ""
    arguments: Mapping[str, str] = field(default_factory=dict)
    count: Callable[[], int] | None = None


_Shown = Callable[[str, Role | None, str], tuple[NavigationEntry, ...]]


class Journey(Blueprint):
    """A blueprint that knows the rules of its routes, its entries and its panels.

    `rules` maps the name of each view to its rules; `has_pages` is said of all.
    `writers` map suffixes of OUTLETS to what writes them, which the journey puts in.
    """

    def __init__(
        self,
        name: str,
        import_name: str,
        *,
        has_pages: bool = True,
        entries: Sequence[NavigationEntry] = (),
        panels: Sequence[Panel] = (),
    ) -> None:
        super().__init__(name, import_name)
        self.has_pages = has_pages
        self.entries = tuple(entries)
        self.panels = tuple(panels)
        self.writers: dict[str, OutletWriter] = {}
        self.rules: dict[str, RouteRules] = {}
        self.record(self._give_rules)

    def route(self, rule: str, **options: Any) -> Callable[[View], View]:
        """Register a view under an address, with its rules (RouteRules).

        `reads` and `writes` may be words, as in "60 per hour": then it is counted by
        itself. Raises TypeError where `needs` is missing, ValueError where a limit is
        missing of what can be sent, or the view has other rules at another address.
        """
        said = {name: options.pop(name) for name in _RULES & options.keys()}
        register = super().route(rule, **options)
        sends = bool(_SENDING.intersection(options.get("methods", ())))

        def decorate(view: View) -> View:
            self._note(view.__name__, said, sends=sends)
            return register(view)

        return decorate

    def _note(self, view: str, said: dict[str, Any], *, sends: bool) -> None:
        counted = f"{self.name}.{view}"
        limits: dict[str, RateLimit | None] = {
            way: parse_limit(counted, said[way])
            for way in ("reads", "writes")
            if way in said
        }
        rules = RouteRules(**{**said, **limits, "has_pages": self.has_pages})
        if sends != (rules.writes is not None):
            msg = f"{counted}: `writes` limits what can be sent, no more and no less"
            raise ValueError(msg)
        if self.rules.setdefault(view, rules) != rules:
            msg = f"{counted} has other rules at another address"
            raise ValueError(msg)

    def _give_rules(self, state: BlueprintSetupState) -> None:
        known = rules_of(cast("Flask", state.app))
        known.update(
            {f"{state.name}.{view}": said for view, said in self.rules.items()}
        )


def register_journeys(app: Flask, journeys: Iterable[Journey]) -> None:
    """Register journeys, their entries and panels.

    Raises LookupError for a route that has no rules, and for one at an address that
    the title of a sheet could have (`iri.TAKEN_SLUGS`).
    """
    known = tuple(journeys)
    for journey in known:
        app.register_blueprint(journey)
    ruled = rules_of(app).keys()
    bare = sorted({rule.endpoint for rule in app.url_map.iter_rules()} - ruled)
    if bare:
        msg = f"routes without rules: {', '.join(bare)}"
        raise LookupError(msg)
    taken = {f"/sheets/{{}}/{slug}" for slug in iri.TAKEN_SLUGS}
    like_titles = [
        rule
        for rule in (_NAMED.sub("{}", one.rule) for one in app.url_map.iter_rules())
        if _LIKE_TITLE.fullmatch(rule) and rule not in taken
    ]
    if like_titles:
        msg = f"not in TAKEN_SLUGS: {', '.join(like_titles)}"
        raise LookupError(msg)
    entries = (entry for journey in known for entry in journey.entries)
    panels = (panel for journey in known for panel in journey.panels)
    app.extensions["outlet_writers"] = {
        suffix: writer
        for journey in known
        for suffix, writer in journey.writers.items()
    }
    ordered = sorted(entries, key=lambda entry: entry.order)
    app.extensions["entries"] = lru_cache(maxsize=None)(partial(_shown, ordered))
    app.extensions["panels"] = sorted(panels, key=lambda panel: panel.order)


def list_entries(place: str, account: Account | None) -> tuple[NavigationEntry, ...]:
    """Return the entries of a place that an account may see, in their order.

    Their labels are in the page's language, but for those that say each language.
    """
    role = account.role if account else None
    shown = cast("_Shown", current_app.extensions["entries"])
    return shown(place, role, page_language())


def _shown(
    known: Sequence[NavigationEntry], place: str, role: Role | None, _language: str
) -> tuple[NavigationEntry, ...]:
    """Give the entries for a role, in the language that is spoken, which is named."""
    return tuple(
        one if isinstance(one.label, Mapping) else replace(one, label=str(one.label))
        for one in known
        if one.place == place and has_permission(role, one.needs)
    )


def list_panels() -> list[Panel]:
    """Return the panels that the registered journeys add to a sheet's page."""
    return cast("list[Panel]", current_app.extensions["panels"])
