"""Shows what waits for an editor: to who wrote it and to who may review it, alone."""

from dataclasses import dataclass

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext, lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.stewardship.review import held_edits
from commons.core.domain.people.account import Account, Permission, has_permission
from commons.core.domain.schema.kind import Kind
from commons.core.domain.site.review import HeldEdit, HeldState
from commons.services.editing.hold import Held, Postponed
from commons.services.editing.merge import MergeConflict
from commons.services.publishing.review.policy import holds_edit
from commons.services.publishing.review.signals import SIGNALS
from commons.services.stewardship.reviews import foresee_edit
from commons.web.display.comparison import compare_fields
from commons.web.display.profile_view import read_profile
from commons.web.display.sheet.sheet_view import present_sheet
from commons.web.request.context import components, current_account, localised
from commons.web.request.responses import uncached_page

TOO_MUCH = {
    "sheets": _l("Un nouveau compte envoie %(most)s fiches par heure au plus."),
    "edits": _l(
        "Un nouveau compte change %(most)s fiches des autres par heure au plus."
    ),
    "links": _l("Un nouveau compte met %(most)s nouveaux liens par heure au plus."),
}
"""Why a new account hands in no more within the hour: the sentence of each limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSignal:
    """A sign of spam in words, and how strong it is, from 1 to 3."""

    words: str
    strength: int


def shown_signals(held: HeldEdit) -> list[ShownSignal]:
    """Return the signs in an edit, the strongest first."""
    found = [
        ShownSignal(
            words=gettext(SIGNALS[name].sentence) % {"count": count},
            strength=SIGNALS[name].strength(count),
        )
        for name, count in held.signals.items()
        if name in SIGNALS
    ]
    return sorted(found, key=lambda one: -one.strength)


def tell_held(outcome: Held | Postponed) -> AnyResponse:
    """Say that a text waits, or that it must wait to be handed in; lead on."""
    if isinstance(outcome, Postponed):
        flash(postponed_sentence(outcome), "warn")
        return redirect(url_for("drafting.drafts_page"), 303)
    said = (
        gettext(
            "Merci ! Votre fiche attend d’être relue : personne d’autre que vous et"
            " l’équipe du site ne la voit encore."
        )
        if outcome.edit.creates
        else gettext(
            "Merci ! Votre modification attend d’être relue : en attendant, tout le"
            " monde lit la version d’avant."
        )
    )
    flash(said, "good")
    return redirect(url_for("sheets.negotiate_sheet", sheet=outcome.edit.sheet), 303)


def postponed_sentence(outcome: Postponed) -> str:
    """Say why a text cannot be handed in now, and that it is kept."""
    if outcome.sort != "queue":
        why = str(TOO_MUCH[outcome.sort]) % {"most": outcome.most}
        rest = gettext(
            "Celui-ci reste dans vos brouillons : envoyez-le tout à l’heure."
        )
        return f"{why} {rest}"
    return str(
        gettext(
            "%(most)s de vos textes attendent déjà d’être relus : celui-ci reste dans"
            " vos brouillons. Envoyez-le quand l’un d’eux aura été relu.",
            most=outcome.most,
        )
    )


def will_be_held(*, creates: bool) -> bool:
    """Return whether what is published from the form at hand waits for review first."""
    here, writer = components(), current_account()
    if writer is None or not here.settings.review.holds:
        return False
    with here.store.read() as work:
        return holds_edit(work, here.settings.review, writer, creates=creates)


def may_see_held(account: Account | None, held: HeldEdit) -> bool:
    """Return whether an account wrote an edit that is held, or may review it."""
    return account is not None and (
        account.id == held.account or has_permission(account.role, Permission.REVIEW)
    )


def held_new_sheet(work: Work, sheet: str) -> HeldEdit | None:
    """Return the sheet that waits at this address, to who may see it.

    None for any other address, and for anybody else: as if nothing were there.
    """
    reader = current_account()
    if reader is None:
        return None
    found = held_edits.waiting_of_sheet(work, sheet)
    seen = [one for one in found if one.creates and may_see_held(reader, one)]
    if not seen or sheet in revisions.get_heads(work, [sheet]):
        return None
    return seen[0]


def held_page(
    work: Work,
    held: HeldEdit,
    fault: str = "",
    status: int = 200,
    reason: str | None = None,
) -> Response:
    """Answer the page of an edit that is held, which nobody keeps or lists.

    `fault` is what is wrong with the decision that was sent: with its `reason`, if it
    has one.
    """
    here = components()
    reader = current_account()
    waits = held.state is HeldState.WAITING
    foreseen = foresee_edit(here.schema, work, held) if waits else None
    changes = view = None
    if foreseen and foreseen.head:
        changes = compare_fields(here.schema, work, foreseen.head, foreseen.revision)
    elif foreseen:
        view = present_sheet(here, work, foreseen.revision)
    kind = here.schema.kinds[held.kind]
    page = render_template(
        "stewardship/review/review.html",
        held=held,
        kind=kind,
        foreseen=foreseen,
        changes=changes,
        view=view,
        conflicts=_conflicting_labels(foreseen.conflicts, kind) if foreseen else [],
        mine=reader is not None and reader.id == held.account,
        fault=fault,
        reason=reason,
        signals=shown_signals(held),
        says=read_profile(work, foreseen.author.person.id) if foreseen else None,
    )
    response = uncached_page(page, status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _conflicting_labels(conflicts: tuple[MergeConflict, ...], kind: Kind) -> list[str]:
    """Return the labels of the fields that both changed, each once."""
    known = {field.key: field for field in kind.fields}
    keys = dict.fromkeys(str(one.path[0]) for one in conflicts)
    return [localised(known[key].label) if key in known else key for key in keys]
