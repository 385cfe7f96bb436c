"""What one person wrote, to take it back at once, undo that, and block the account."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.community import remarks
from commons.adapters.store.people import accounts, organisations, persons
from commons.adapters.store.site import repairs
from commons.core.domain.people.account import Permission
from commons.errors import NotFoundError
from commons.services.people.blocking import (
    block_account,
    may_block,
    unblock_account,
)
from commons.services.stewardship.repair import (
    RepairReport,
    RepairScope,
    WantedRepair,
    count_written,
    take_back_person,
    undo_repair,
)
from commons.web.display.messages import quoted
from commons.web.display.profile_view import cut_words, organisation_link
from commons.web.guard.journey import Journey
from commons.web.request.context import components, current_writer
from commons.web.request.limits.rate_limits import LISTS, MODERATION
from commons.web.request.responses import private_page

MOST_REPAIRS = 20
MOST_LISTED = 50
"""How many remarks and organisations are listed, the last first."""
MOST_NAMED = 12
"""How many sheets a message names: it travels in a cookie, of 4 kB at most."""

person_repairs = Journey("person_repairs", __name__)


@person_repairs.get(
    "/admin/people/<sheet_id:person>", needs=Permission.REVIEW, reads=LISTS
)
def person_writing_page(person: str) -> AnyResponse:
    """Say how much a person wrote that still stands, and what was taken back."""
    me, here = current_writer(), components()
    with here.store.read() as work:
        who = persons.get_person(work, person)
        account = accounts.person_account(work, person)
        written = count_written(work, who)
        done = repairs.repairs_of(work, person, limit=MOST_REPAIRS)
        said = remarks.remarks_by(work, person, limit=MOST_LISTED)
        wrote = organisations.organisations_by(work, person, limit=MOST_LISTED)
    page = render_template(
        "stewardship/review/person_repair.html",
        who=who,
        written=written,
        repairs=done,
        remarks=[(one.id, cut_words(one.text)) for one in said],
        organisations=[organisation_link(one) for one in wrote],
        theirs=account,
        blockable=account is not None and may_block(me, account),
        scopes=RepairScope,
    )
    return private_page(page, 200)


@person_repairs.post(
    "/admin/people/<sheet_id:person>", needs=Permission.REVIEW, writes=MODERATION
)
def settle_person(person: str) -> AnyResponse:
    """Take back what a person wrote, undo that, block the account or let it in."""
    deed = request.form.get("_do", "")
    if deed in {"block", "unblock"}:
        _block(person, block=deed == "block")
    elif deed == "undo":
        _undo(request.form.get("repair", ""))
    elif deed in {scope.value for scope in RepairScope}:
        _take_back(person, RepairScope(deed))
    else:
        raise BadRequest
    return redirect(url_for("person_repairs.person_writing_page", person=person), 303)


def _take_back(person: str, scope: RepairScope) -> None:
    me, here = current_writer(), components()
    with here.store.read() as work:
        who = persons.get_person(work, person)
    wanted = WantedRepair(person=who, author=me.person, scope=scope)
    report = take_back_person(here.store, here.schema, wanted)
    flash(say_report(report), "good")


def _undo(identifier: str) -> None:
    me, here = current_writer(), components()
    report = undo_repair(here.store, here.schema, me.person, identifier)
    flash(say_report(report), "good")


def say_report(report: RepairReport) -> str:
    """Say what was done, and which sheets others changed since."""
    done = [
        ngettext("%(num)s fiche supprimée", "%(num)s fiches supprimées", report.deleted)
        if report.deleted
        else "",
        ngettext(
            "%(num)s fiche remise comme avant",
            "%(num)s fiches remises comme avant",
            report.reverted,
        )
        if report.reverted
        else "",
    ]
    said = (
        gettext("C’est fait\u00a0: %(done)s.", done=", ".join(filter(None, done)))
        if any(done)
        else gettext("Rien n’était à changer.")
    )
    if report.kept:
        names = ", ".join(quoted(title) for title, _ in report.kept[:MOST_NAMED])
        names += ", …" if len(report.kept) > MOST_NAMED else ""
        said += " " + gettext(
            "Laissées telles quelles, d’autres y ayant écrit depuis\u00a0: %(names)s.",
            names=names,
        )
    return str(said)


def _block(person: str, *, block: bool) -> None:
    me, here = current_writer(), components()
    with here.store.write(quiet=True) as work:
        account = accounts.person_account(work, person)
        if account is None:
            raise NotFoundError(person)
        change = block_account if block else unblock_account
        change(work, me, account)
    flash(
        gettext("Le compte est bloqué\u00a0: plus personne n’y entre.")
        if block
        else gettext("Le compte est débloqué."),
        "good",
    )
