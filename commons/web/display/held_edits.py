"""Says what becomes of a text that waits for an editor instead of being published."""

from flask import flash, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from commons.services.editing.hold import Held, Postponed


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
    return str(
        gettext(
            "%(most)s de vos textes attendent déjà d’être relus : celui-ci reste dans vos"
            " brouillons. Envoyez-le quand l’un d’eux aura été relu.",
            most=outcome.most,
        )
    )
