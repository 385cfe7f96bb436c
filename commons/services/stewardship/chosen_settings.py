"""The settings that an admin may choose in the pages, beside those of the environment.

What the environment says is settled there: the pages show it and cannot change it. What
it does not say has its default until somebody chooses otherwise here.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.site import chosen_settings
from commons.adapters.store.site.audit_log import note_act
from commons.adapters.store.site.site_state import SiteReader
from commons.core.domain.people.account import Account
from commons.core.domain.site.audit import AuditAct
from commons.errors import CommonsError, ForbiddenError, SettingsError, UnfitFormError
from commons.settings import MEGABYTE, SWITCH, Settings, from_env

_log = logging.getLogger(__name__)

FAULTS = {
    "choice": "Choisissez dans la liste.",
    "number": "Écrivez un nombre entier, de 0 à un milliard.",
    "hosts": "Écrivez des noms d’hôtes séparés par des virgules, comme « wiki.exemple.fr ».",
    "contact": "Écrivez une adresse électronique, ou une adresse en https://.",
}
"""What is wrong with a value, by the sort of the setting, to translate."""

LONGEST_VALUE = 2_000
"""How many characters a value has at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditableSetting:
    """A setting that may be chosen: its variable without COMMONS_, and its sort.

    `sort` is a key of FAULTS. `read` says the value as the environment would, `take`
    puts that of other settings into some.
    """

    name: str
    sort: str
    read: Callable[[Settings], str]
    take: Callable[[Settings, Settings], Settings]


def _of_quotas(name: str, field: str, unit: int = 1) -> EditableSetting:
    def take(into: Settings, other: Settings) -> Settings:
        value = getattr(other.quotas, field)
        return replace(into, quotas=replace(into.quotas, **{field: value}))

    return EditableSetting(
        name=name,
        sort="number",
        read=lambda settings: str(getattr(settings.quotas, field) // unit),
        take=take,
    )


EDITABLE = (
    EditableSetting(
        name="READ_ONLY",
        sort="choice",
        read=lambda settings: SWITCH[settings.read_only],
        take=lambda into, other: replace(into, read_only=other.read_only),
    ),
    EditableSetting(
        name="REGISTRATION",
        sort="choice",
        read=lambda settings: settings.registration,
        take=lambda into, other: replace(into, registration=other.registration),
    ),
    EditableSetting(
        name="REVIEW",
        sort="choice",
        read=lambda settings: settings.review.mode,
        take=lambda into, other: replace(
            into, review=replace(into.review, mode=other.review.mode)
        ),
    ),
    EditableSetting(
        name="REVIEW_UNTIL",
        sort="number",
        read=lambda settings: str(settings.review.until),
        take=lambda into, other: replace(
            into, review=replace(into.review, until=other.review.until)
        ),
    ),
    EditableSetting(
        name="CONTACT",
        sort="contact",
        read=lambda settings: settings.contact,
        take=lambda into, other: replace(into, contact=other.contact),
    ),
    EditableSetting(
        name="TRUSTED_HOSTS",
        sort="hosts",
        read=lambda settings: ", ".join(sorted(settings.trusted_hosts)),
        take=lambda into, other: replace(into, trusted_hosts=other.trusted_hosts),
    ),
    _of_quotas("DRAFTS_PER_ACCOUNT", "drafts"),
    _of_quotas("DRAFT_MEGABYTES_PER_ACCOUNT", "draft_bytes", MEGABYTE),
    _of_quotas("FILE_MEGABYTES_A_DAY", "file_bytes_a_day", MEGABYTE),
    _of_quotas("PUBLISHED_MEGABYTES_A_DAY", "published_bytes_a_day", MEGABYTE),
)
"""What may be chosen, in the order of the page."""

_BY_NAME = {one.name: one for one in EDITABLE}

REOPENING = "READ_ONLY"
"""The setting that is chosen even while nothing else is written."""


class ChosenSettings:
    """What was chosen in a store, as it stands once the store has changed."""

    def __init__(self, site: SiteReader) -> None:
        self._site = site
        self._chosen: tuple[tuple[str, str], ...] = ()

    def apply(self, settings: Settings, version: int | None = None) -> Settings:
        """Return settings with what was chosen, for a version of the data just read.

        While the store cannot be read, which others say, it is what it was.
        """
        with suppress(CommonsError):
            self._chosen = self._site.state(version).chosen
        chosen = self._chosen
        return apply_chosen(settings, chosen) if chosen else settings


@lru_cache(maxsize=16)
def apply_chosen(settings: Settings, chosen: tuple[tuple[str, str], ...]) -> Settings:
    """Return settings with what was chosen where the environment says nothing.

    A value that makes no sense, of another release, is logged and left out.
    """
    for name, value in chosen:
        if name in settings.fixed or name not in _BY_NAME:
            continue
        try:
            settings = _BY_NAME[name].take(settings, _parse(name, value))
        except SettingsError as error:
            _log.error("a setting that was chosen is left out (%s)", error)
    return settings


def choose_settings(
    work: Work,
    settings: Settings,
    actor: Account | None,
    wanted: Mapping[str, str | None],
) -> None:
    """Choose the values of settings, their defaults with None; `actor` None: operator.

    Raises UnfitFormError for values that make no sense, under the names of their
    settings, ForbiddenError for what the environment says, or is no setting of EDITABLE.
    """
    said = {name: value.strip() for name, value in wanted.items() if value is not None}
    faults: dict[str, str] = {}
    for name in wanted:
        if name not in _BY_NAME or name in settings.fixed:
            raise ForbiddenError(name)
        try:
            if name in said:
                _parse(name, said[name])
        except SettingsError:
            faults[name] = FAULTS[_BY_NAME[name].sort]
    if faults:
        raise UnfitFormError(faults)
    chosen = chosen_settings.read_chosen(work)
    for name in wanted:
        value = said.get(name)
        if chosen.get(name) != value:
            chosen_settings.write_chosen(work, name, value)
            details = {} if value is None else {"value": value}
            who = actor.person.id if actor else ""
            note_act(work, who, AuditAct.SETTING, name, **details)


def _parse(name: str, value: str) -> Settings:
    """Read a value as if the environment said it. Raises SettingsError."""
    needed = _BY_NAME[name].sort in {"choice", "number"}
    if len(value) > LONGEST_VALUE or (needed and not value):
        raise SettingsError(name)
    return from_env({f"COMMONS_{name}": value})
