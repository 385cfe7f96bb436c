"""The settings that an admin chooses in the pages."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.site.chosen_settings import read_chosen
from commons.core.domain.people.account import Permission
from commons.errors import ForbiddenError, UnfitFormError
from commons.services.stewardship.chosen_settings import (
    EDITABLE,
    LONGEST_VALUE,
    REOPENING,
    choose_settings,
)
from commons.web.display.messages import labelled_text, translate_faults
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.request.context import components, current_writer
from commons.web.request.limits.rate_limits import FORMS, limit_accounts
from commons.web.request.responses import private_page

_EDIT = "chosen_settings.settings_page"

LABELS = {
    "READ_ONLY": (
        _l("Ce que l’on peut faire ici"),
        _l(
            "En lecture seule, chaque page le dit, rien n’est enregistré, et personne ne"
            " peut se connecter : gardez votre session ouverte pour y revenir."
        ),
    ),
    "REGISTRATION": (
        _l("Qui peut créer un compte"),
        _l("Les comptes qui existent ne changent pas."),
    ),
    "REVIEW": (
        _l("Ce qui est relu avant d’être publié"),
        _l("Seulement pour les nouveaux comptes."),
    ),
    "REVIEW_UNTIL": (
        _l("Après combien de textes acceptés un compte n’est plus relu"),
        "",
    ),
    "CONTACT": (
        _l("À qui écrire à propos de ce site"),
        _l(
            "Une adresse électronique ou une adresse en https://, montrée à tout le monde."
        ),
    ),
    "TRUSTED_HOSTS": (
        _l("Communs dont les annonces sont montrées sans attendre l’équipe"),
        _l(
            "Des noms d’hôtes entre virgules ; ce qu’ils annoncent est vérifié quand même."
        ),
    ),
    "DRAFTS_PER_ACCOUNT": (
        _l("Brouillons d’un compte, au plus"),
        _l("0 : autant que l’on veut."),
    ),
    "DRAFT_MEGABYTES_PER_ACCOUNT": (
        _l("Place des brouillons d’un compte, en mégaoctets"),
        _l("0 : autant que l’on veut."),
    ),
    "FILE_MEGABYTES_A_DAY": (
        _l("Fichiers envoyés par un compte en un jour, en mégaoctets"),
        _l("0 : autant que l’on veut."),
    ),
    "PUBLISHED_MEGABYTES_A_DAY": (
        _l("Textes publiés par un compte en un jour, en mégaoctets"),
        _l("0 : autant que l’on veut."),
    ),
}
"""Each setting in words, and what is good to know of it."""

CHOICES = {
    "READ_ONLY": (
        ("off", _l("lire et écrire")),
        ("on", _l("lire seulement")),
    ),
    "REGISTRATION": (
        ("open", _l("tout le monde")),
        ("invitation", _l("qui a une invitation de l’équipe éditoriale")),
        ("closed", _l("personne : l’équipe crée les comptes")),
    ),
    "REVIEW": (
        ("all", _l("tout ce qu’ils écrivent")),
        ("sheets", _l("les fiches qu’ils commencent")),
        ("off", _l("rien")),
    ),
}
"""The values of a setting that is chosen in a list, in words."""

chosen_settings = Journey(
    "chosen_settings",
    __name__,
    entries=(
        NavigationEntry(
            endpoint=_EDIT,
            label=_l("Réglages"),
            order=71,
            place="team",
            needs=Permission.SITE,
        ),
    ),
)


@chosen_settings.route(
    "/admin/settings",
    methods=["GET", "POST"],
    needs=Permission.SITE,
    reads=FORMS,
    writes=limit_accounts("settings", "120 per hour"),
    when_read_only=True,
)
def settings_page() -> AnyResponse:
    """Show what may be chosen, and choose it; all of it or nothing."""
    if request.method == "GET":
        return _form({}, {})
    typed = {
        one.name: request.form[one.name][: LONGEST_VALUE + 1]
        for one in EDITABLE
        if one.name in request.form
    }
    here, back = components(), request.form.get("_default", "")
    standing = {one.name: one.read(here.settings) for one in EDITABLE}
    wanted: dict[str, str | None] = {back: None} if back else dict(_changed(typed))
    changed = {
        name: value
        for name, value in wanted.items()
        if value is None or value.strip() != standing.get(name)
    }
    try:
        with here.store.write(reopens=REOPENING in changed) as work:
            choose_settings(work, here.settings, current_writer(), changed)
    except UnfitFormError as error:
        return _form(typed, translate_faults(error.faults))
    except ForbiddenError:
        flash(gettext("Ce réglage est fixé sur le serveur."), "error")
        return redirect(url_for(_EDIT), 303)
    flash(gettext("Les réglages sont enregistrés : ils valent tout de suite."), "good")
    return redirect(url_for(_EDIT), 303)


def _changed(typed: dict[str, str]) -> dict[str, str]:
    """Leave out what the environment says: the form shows it, and sends nothing."""
    fixed = components().settings.fixed
    return {name: value for name, value in typed.items() if name not in fixed}


def _form(typed: dict[str, str], faults: dict[str, str]) -> AnyResponse:
    here = components()
    with here.store.read() as work:
        chosen = read_chosen(work)
    rows = [
        {
            "name": one.name,
            "label": LABELS[one.name][0],
            "help": LABELS[one.name][1],
            "sort": one.sort,
            "value": value,
            "said": dict(CHOICES.get(one.name, ())).get(value, value),
            "choices": CHOICES.get(one.name, ()),
            "fixed": one.name in here.settings.fixed,
            "chosen": one.name in chosen,
        }
        for one in EDITABLE
        for value in [typed.get(one.name, one.read(here.settings))]
    ]
    page = render_template(
        "stewardship/site/chosen_settings.html",
        rows=rows,
        faults=faults,
        named_faults=[
            (name, labelled_text(str(LABELS[name][0]), text))
            for name, text in faults.items()
        ],
    )
    return private_page(page, 422 if faults else 200)
