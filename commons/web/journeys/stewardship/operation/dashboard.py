"""The team's page: what awaits, the ways to look after the site, figures, its state."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import render_template
from flask_babel import format_decimal, gettext, lazy_gettext as _l, ngettext
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.community.messages import count_reported
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.federation import incoming
from commons.adapters.store.people.mail_queue import count_mails
from commons.adapters.store.site import missed_searches
from commons.adapters.store.stewardship.review import held_edits, reports
from commons.core.domain.people.account import Permission, has_permission
from commons.core.domain.people.mail import MailState
from commons.core.domain.sheet import SOURCES, TRANSLATION
from commons.core.domain.site.notice import ReceivedState
from commons.services.operations.monitoring import status
from commons.services.operations.monitoring.figures import read_figures
from commons.services.operations.monitoring.status import read_status
from commons.settings import MEGABYTE
from commons.web.guard.journey import Journey, NavigationEntry, list_entries
from commons.web.middleware.reading_count import HARVEST, PAGE, ROBOT, SEARCH
from commons.web.request.context import components, current_writer
from commons.web.request.limits.rate_limits import LISTS
from commons.web.request.responses import private_page
from commons.wiring.followers import open_followers

BAR_WIDTH, HIGHEST = 10, 40
"""How bars are drawn, in the units of their picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Something that may await the team: where it is done, and how much waits there.

    `label` takes how much, and says what it is.
    """

    endpoint: str
    label: Callable[[int], str]
    needs: Permission
    count: Callable[[Work], int]


DUTIES = (
    Duty(
        endpoint="reviews.reviews_page",
        label=lambda n: ngettext("texte à relire", "textes à relire", n),
        needs=Permission.REVIEW,
        count=held_edits.count_waiting,
    ),
    Duty(
        endpoint="reports.reports_page",
        label=lambda n: ngettext("signalement", "signalements", n),
        needs=Permission.REVIEW,
        count=reports.count_open,
    ),
    Duty(
        endpoint="notices.notices_page",
        label=lambda n: ngettext(
            "annonce d’un autre commun à décider",
            "annonces d’autres communs à décider",
            n,
        ),
        needs=Permission.NOTICES,
        count=lambda work: incoming.count_states(work).get(ReceivedState.HELD, 0),
    ),
    Duty(
        endpoint="messages.reported_page",
        label=lambda n: ngettext("message signalé", "messages signalés", n),
        needs=Permission.MODERATE,
        count=count_reported,
    ),
    Duty(
        endpoint="missing.missed_page",
        label=lambda n: ngettext(
            "fiche que des lectrices et lecteurs demandent",
            "fiches que des lectrices et lecteurs demandent",
            n,
        ),
        needs=Permission.VOCABULARY,
        count=missed_searches.count_wanted,
    ),
    Duty(
        endpoint="mails.mail_page",
        label=lambda n: ngettext("courriel non remis", "courriels non remis", n),
        needs=Permission.ACCOUNTS,
        count=lambda work: count_mails(work).get(MailState.DEAD, 0),
    ),
)
"""What may await, the most pressing first."""

READINGS = {
    PAGE: _l("Pages lues"),
    SEARCH: _l("Recherches"),
    HARVEST: _l("Moissons et flux"),
    ROBOT: _l("Pages lues par des robots"),
}
REUSES = {SOURCES: _l("adaptations d’ici"), TRANSLATION: _l("traductions")}
DISK = {
    status.DATABASE: _l("Base de données"),
    status.FILES: _l("Images et fichiers"),
    status.INDEX: _l("Index de recherche"),
    status.DUMPS: _l("Exports publiés"),
    status.OTHER: _l("Autres fichiers"),
}

FOLLOWED = {
    "the search index": _l("Recherche"),
    "the announcer of adaptations": _l("Annonces aux autres communs"),
    "the writer of events": _l("Notifications de ce que l’on suit"),
}
"""The followers of the log, by the names that the log lines give them."""

VERSIONS = {status.SCHEMA: _l("Schéma de la base")}
"""Whose version is told, in words; others are called by their names in any language."""

dashboard = Journey(
    "dashboard",
    __name__,
    entries=(
        NavigationEntry(
            endpoint="dashboard.dashboard_page",
            label=_l("Tableau de bord"),
            order=60,
            place="footer",
            needs=Permission.REVIEW,
        ),
    ),
)


@dashboard.get("/admin", needs=Permission.REVIEW, reads=LISTS)
def dashboard_page() -> AnyResponse:
    """Show what awaits, and to an admin how the instance is."""
    here, me = components(), current_writer()
    duties = [one for one in DUTIES if has_permission(me.role, one.needs)]
    with here.store.read() as work:
        waiting = [(one, one.count(work)) for one in duties]
        figures = read_figures(work, here.settings.timezone)
    state = None
    if has_permission(me.role, Permission.OPERATE):
        state = read_status(here.store, here.settings.data_dir, open_followers(here))
    page = render_template(
        "stewardship/operation/dashboard.html",
        waiting=[(one, count) for one, count in waiting if count],
        ways=list_entries("team", me),
        figures=figures,
        months=_bars([(f"{day:%m/%Y}", count) for day, count in figures.months]),
        days={
            sort: _bars(
                [(f"{day:%d/%m}", per.get(sort, 0)) for day, per in figures.days]
            )
            for sort in READINGS
        },
        kinds=here.schema.kinds,
        readings=READINGS,
        reuses=REUSES,
        state=state,
        disk=DISK,
        size=_size,
        followed=FOLLOWED,
        parts=VERSIONS,
        width=BAR_WIDTH,
        highest=HIGHEST,
    )
    return private_page(page, 200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a series: what it is of, how much, and where it is drawn."""

    label: str
    number: int
    x: int
    height: float


def _bars(rows: Sequence[tuple[str, int]]) -> tuple[Bar, ...]:
    """Return the bars of a series, the highest of them HIGHEST."""
    most = max((number for _, number in rows), default=0)
    return tuple(
        Bar(
            label=label,
            number=number,
            x=place * BAR_WIDTH,
            height=round(max(number * HIGHEST / most, 1), 1) if number else 0,
        )
        for place, (label, number) in enumerate(rows)
    )


def _size(size_bytes: int) -> str:
    """Say a size in megabytes, or in gigabytes where that is shorter."""
    if size_bytes >= 1_000 * MEGABYTE:
        told = format_decimal(round(size_bytes / (1_000 * MEGABYTE), 1))
        return str(gettext("%(size)s Go", size=told))
    return str(
        gettext("%(size)s Mo", size=format_decimal(round(size_bytes / MEGABYTE, 1)))
    )
