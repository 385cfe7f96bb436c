"""Adapting a sheet of another commons, or a page that says what it holds.

Other sites are asked at a POST of somebody who signed in, never at a GET.
"""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.remote import refusals
from commons.adapters.remote.asking_limits import PATIENCE_SECONDS, hold_slot
from commons.core.domain.language.characters import clean_line
from commons.core.domain.people.account import Permission
from commons.core.domain.schema.licence import RemixVerdict
from commons.errors import RemoteError
from commons.services.federation.adapting import (
    AdaptationWishes,
    Adapting,
    adapt_original,
    choices_for,
    find_original,
    keep_draft,
)
from commons.services.federation.originals import (
    LICENCE_UNKNOWN,
    LINK_ONLY,
    ForeignOriginal,
)
from commons.services.reuse.adaptation import LicenceChoice
from commons.web.display.licence_verdicts import choice_in_words
from commons.web.display.messages import say_sentence
from commons.web.guard.journey import Journey
from commons.web.request.context import components, current_writer, localised
from commons.web.request.limits.rate_limits import limit_accounts
from commons.web.request.responses import private_page
from commons.wiring.deliveries import open_adapting

CROWDED_SECONDS = int(PATIENCE_SECONDS)
"""After how long to come back when others are asking."""

LONGEST_PLACE = 120
LONGEST_TYPED = 2_000

adapting = Journey("elsewhere", __name__)


@adapting.route(
    "/adapt",
    methods=["GET", "POST"],
    needs=Permission.WRITE,
    writes=limit_accounts("asking other sites", "60 per hour;300 per day"),
    crawled=False,
)
def adapt_page() -> AnyResponse:
    """Ask for an address, show what is found there, keep a draft of it."""
    if request.method == "GET":
        return _shown(request.args.get("address", "")[:LONGEST_TYPED])
    address = request.form.get("address", "").strip()[:LONGEST_TYPED]
    original: ForeignOriginal | None = None
    choices: tuple[LicenceChoice, ...] = ()
    try:
        with hold_slot(components().remote) as remote:
            here = replace(open_adapting(components()), remote=remote)
            original = find_original(here, address, request.form.get("kind", ""))
            choices = choices_for(here.schema, original, _source_licence(original))
            if request.form.get("_do") == "keep":
                return _kept(here, original)
    except RemoteError as error:
        named = _control(error, original)
        fault = {named: say_sentence(error.sentence, error.details)}
        shown = _shown(address, original, choices, fault)
        if error.sentence == refusals.CROWDED:
            shown.status_code = 503
            shown.headers["Retry-After"] = str(CROWDED_SECONDS)
        return shown
    return _shown(address, original, choices)


def _kept(here: Adapting, original: ForeignOriginal) -> AnyResponse:
    """Keep a draft of what was found, and lead to it."""
    wishes = AdaptationWishes(
        territory=clean_line(request.form.get("territory", ""))[:LONGEST_PLACE],
        licence=request.form.get("licence", ""),
        source_licence=_source_licence(original),
    )
    adapted = adapt_original(here, current_writer(), original, wishes)
    draft = keep_draft(here, current_writer(), adapted)
    told = gettext(
        "Le brouillon est prêt, avec sa source. Il reste à dire ce que vous changez."
    )
    flash(told, "good")
    for note in adapted.notes:
        flash(say_sentence(note.sentence, note.details), "")
    place = url_for("editing.create_sheet", kind=draft.kind, draft=draft.id)
    return redirect(place, 303)


def _source_licence(original: ForeignOriginal) -> str:
    """Return the licence that somebody says of a page which says none."""
    said = request.form.get("source_licence", "")
    return "" if original.licence or said not in components().schema.licences else said


def _control(error: RemoteError, original: ForeignOriginal | None) -> str:
    """Return the control that a refusal is about."""
    if original is None:
        return "address"
    if error.sentence in {LICENCE_UNKNOWN, LINK_ONLY}:
        return "address" if original.licence else "source_licence"
    return "licence"


def _shown(
    address: str,
    original: ForeignOriginal | None = None,
    choices: tuple[LicenceChoice, ...] = (),
    faults: dict[str, str] | None = None,
) -> AnyResponse:
    schema = components().schema
    said = "" if original is None else _source_licence(original)
    own = schema.licences.get(original.licence or said) if original else None
    page = render_template(
        "reuse/federation/adapt.html",
        address=address,
        original=original,
        licence=own,
        notes=[say_sentence(one.sentence, one.details) for one in original.notes]
        if original
        else [],
        kinds=[(key, localised(kind.label)) for key, kind in schema.kinds.items()],
        source_licences=[
            (key, one.short or localised(one.label))
            for key, one in schema.licences.items()
        ],
        choices=[
            (
                one.licence.key,
                choice_in_words(one),
            )
            for one in choices
            if one.verdict is not RemixVerdict.REFUSED
        ],
        refused=[
            one.licence.short for one in choices if one.verdict is RemixVerdict.REFUSED
        ],
        chosen=request.form.get("licence")
        or (choices[0].licence.key if choices else ""),
        source_licence=said,
        territory=request.form.get("territory", "")[:LONGEST_PLACE],
        faults=faults or {},
    )
    return private_page(page, 422 if faults else 200)
