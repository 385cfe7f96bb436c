"""Removing for good, for a legal reason: what, why, a look at what goes, and the list."""

import re
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections import file_visibility
from commons.adapters.store.people import persons
from commons.adapters.store.stewardship.purge import purges
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Permission
from commons.core.domain.pictures.media import PATTERN
from commons.core.domain.site.purge import BASES, LegalBasis, PurgeSort
from commons.errors import ConflictError, InvalidError, NotFoundError
from commons.services.stewardship.purge.erasure import find_traces
from commons.services.stewardship.purge.plan import (
    DERIVED,
    DRAFTS,
    REMARKS,
    TABLES,
    PurgeOrder,
    PurgePlan,
    plan_purge,
)
from commons.services.stewardship.purge.removal import purge
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.request.context import components, current_writer, list_page
from commons.web.request.limits.rate_limits import LISTS, limit_accounts
from commons.web.request.responses import private_page

PAGE_SIZE = 50
MOST_NUMBERS = 2_000
LONGEST = 300
"""How many characters of an address, or of a list of versions, are read."""

_FILE = re.compile(rf"/media/({PATTERN})")
_PERSON = re.compile(r"/people/([a-z0-9]{12})(?![a-z0-9])")
_SPAN = re.compile(r"(\d{1,7})(?:\s*[-–]\s*(\d{1,7}))?", re.ASCII)

purging = Journey(
    "purging",
    __name__,
    entries=(
        NavigationEntry(
            endpoint="purging.purges_page",
            label=_l("Retraits pour raison légale"),
            order=70,
            place="team",
            needs=Permission.PURGE,
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What was asked for: what it names, the versions, why; `faults` by control."""

    at: str
    sort: PurgeSort
    target: str
    numbers: tuple[int, ...]
    basis: LegalBasis | None
    faults: dict[str, str]


@purging.get("/admin/purges", needs=Permission.PURGE, reads=LISTS)
def purges_page() -> AnyResponse:
    """List what was removed, the last first, and ask for the address of more."""
    return _purges()


def _purges(at: str = "", fault: str = "", status: int = 200) -> AnyResponse:
    """Answer the list; `fault` is what is wrong with the address that was typed."""
    with components().store.read() as work:
        page, pages = list_page(purges.count_purges(work), PAGE_SIZE)
        found = purges.latest_purges(
            work, limit=PAGE_SIZE, offset=PAGE_SIZE * (page - 1)
        )
        names = persons.names_of(work, {one.actor for one in found})
    body = render_template(
        "stewardship/operation/purges.html",
        purges=found,
        names=names,
        bases=_bases(),
        at=at,
        fault=fault,
        page=page,
        pages=pages,
        page_address=lambda number: url_for("purging.purges_page", page=number),
    )
    return private_page(body, status)


@purging.route(
    "/admin/purges/new",
    methods=["GET", "POST"],
    needs=Permission.PURGE,
    reads=LISTS,
    writes=limit_accounts("purges", "120 per hour"),
)
def purge_page() -> AnyResponse:
    """Ask what is removed and why, show what will go, and remove it once that was seen."""
    if request.method == "GET":
        try:
            return _form(_wanted(request.args), None, 200)
        except NotFoundError:
            typed = request.args.get("at", "").strip()[:LONGEST]
            fault = gettext(
                "Cette adresse n’est celle de rien ici : copiez-la de la page."
            )
            return _purges(typed, fault, 404)
    wanted = _wanted(request.values)
    if wanted.faults:
        return _form(wanted, None, 422)
    with components().store.read() as work:
        plan = _plan(work, wanted)
    if request.form.get("_do") != "purge":
        return _form(wanted, plan, 200)
    if not request.form.get("sure"):
        wanted.faults["sure"] = gettext(
            "Cochez la case une fois que vous avez tout lu."
        )
        return _form(wanted, plan, 422)
    return _remove(wanted, plan)


def _remove(wanted: _Wanted, plan: PurgePlan | None) -> AnyResponse:
    here = components()
    seen = request.form.get("seen", type=int) or 0
    with here.store.read() as work:  # reading the whole log takes no lock
        person = wanted.sort is PurgeSort.PERSON
        traces = find_traces(work, wanted.target) if person else None
    order = PurgeOrder(
        sort=wanted.sort,
        target=wanted.target,
        numbers=wanted.numbers if wanted.sort is PurgeSort.VERSION else (),
        basis=wanted.basis or LegalBasis.COURT,
        actor=current_writer().person,
        seen=seen,
        also=_also(plan),
        traces=traces,
    )
    try:
        with here.store.write() as work:
            work.afterwards(here.follower.nudge)
            work.afterwards(here.courier.nudge)
            purge(here.schema, work, order)
    except ConflictError:
        wanted.faults["sure"] = gettext(
            "Quelqu’un a publié une version pendant ce temps : relisez ce qui partira."
        )
        with here.store.read() as work:
            return _form(wanted, _plan(work, wanted), 409)
    except InvalidError:
        flash(gettext("C’était déjà retiré."), "warn")
        return redirect(url_for("purging.purges_page"), 303)
    flash(
        gettext("C’est retiré. Les fichiers du serveur sont nettoyés dans la minute."),
        "good",
    )
    return redirect(url_for("purging.purges_page"), 303)


def _also(plan: PurgePlan | None) -> frozenset[str]:
    """Return the copies that were chosen to go too, of those that there are."""
    if plan is None:
        return frozenset()
    known = {one.sheet for one in plan.derived} | {REMARKS, DRAFTS, TABLES, DERIVED}
    return frozenset(set(request.form.getlist("also")) & known)


def _plan(work: Work, wanted: _Wanted) -> PurgePlan | None:
    """Say what goes of a sheet; None for a file or a person. Raises NotFoundError."""
    if wanted.sort is PurgeSort.FILE:
        if not file_visibility.is_named(work, wanted.target):
            raise NotFoundError(wanted.target)
        return None
    if wanted.sort is PurgeSort.PERSON:
        persons.get_person(work, wanted.target)
        return None
    numbers = wanted.numbers if wanted.sort is PurgeSort.VERSION else None
    return plan_purge(work, wanted.target, numbers)


def _form(wanted: _Wanted, plan: PurgePlan | None, status: int) -> AnyResponse:
    with components().store.read() as work:
        named = _name(work, wanted)
    looked = status != 422 or "sure" in wanted.faults
    page = render_template(
        "stewardship/operation/purge.html",
        wanted=wanted,
        named=named,
        plan=plan,
        looked=looked and request.method == "POST",
        sorts=PurgeSort,
        bases=_bases(),
        typed=request.values,
        chosen=set(request.form.getlist("also")),
        copies={
            "remarks": REMARKS,
            "drafts": DRAFTS,
            "tables": TABLES,
            "derived": DERIVED,
        },
    )
    return private_page(page, status)


def _name(work: Work, wanted: _Wanted) -> str:
    """Return how what is named is called. Raises NotFoundError."""
    if wanted.sort is PurgeSort.FILE:
        return wanted.target
    if wanted.sort is PurgeSort.PERSON:
        return persons.get_person(work, wanted.target).name
    return revisions.get_head(work, wanted.target).title or wanted.target


def _wanted(typed: "MultiDict[str, Any]") -> _Wanted:
    """Read what was typed. Raises NotFoundError for an address of nothing here."""
    at = str(typed.get("at", "")).strip()[:LONGEST]
    sort, target = _named(at)
    faults: dict[str, str] = {}
    sends = request.method == "POST"
    given = str(typed.get("basis", ""))
    basis = LegalBasis(given) if given in set(LegalBasis) else None
    if sends and basis is None:
        faults["basis"] = gettext("Choisissez la raison légale.")
    if sort is PurgeSort.PERSON and target == current_writer().person.id:
        faults["basis"] = gettext(
            "C’est vous : demandez à quelqu’un d’autre de l’administration."
        )
    numbers: tuple[int, ...] = ()
    if sort is PurgeSort.SHEET and typed.get("scope") == PurgeSort.VERSION.value:
        sort = PurgeSort.VERSION
        numbers = _numbers(str(typed.get("numbers", ""))[:LONGEST])
        if sends and not numbers:
            faults["numbers"] = gettext("Écrivez des numéros, comme « 1, 3-5 ».")
    return _Wanted(
        at=at, sort=sort, target=target, numbers=numbers, basis=basis, faults=faults
    )


def _named(at: str) -> tuple[PurgeSort, str]:
    if found := _FILE.search(at):
        return PurgeSort.FILE, found[1]
    if found := _PERSON.search(at):
        return PurgeSort.PERSON, found[1]
    sheet = iri.sheet_mentioned(at)
    if sheet is None and iri.is_id(at):
        return PurgeSort.SHEET, at
    if sheet is None:
        raise NotFoundError(at)
    return PurgeSort.SHEET, sheet[0]


def _numbers(text: str) -> tuple[int, ...]:
    """Read « 1, 3-5 »; () for anything else, and for more than may be asked at once."""
    found: set[int] = set()
    for part in text.split(","):
        span = _SPAN.fullmatch(part.strip())
        if span is None:
            return ()
        first, last = int(span[1]), int(span[2] or span[1])
        if not 0 < first <= last < first + MOST_NUMBERS:
            return ()
        found.update(range(first, last + 1))
    return tuple(sorted(found)) if len(found) <= MOST_NUMBERS else ()


def _bases() -> list[tuple[str, str]]:
    return [(key.value, gettext(sentence)) for key, sentence in BASES.items()]
