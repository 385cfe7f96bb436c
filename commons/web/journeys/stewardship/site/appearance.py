"""The logo and the colour of the site: chosen by its admins, served to every page."""

import re
from dataclasses import dataclass, replace
from importlib.resources import files

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext as _l
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.media.ingest import size_made, take_file
from commons.adapters.store.site.appearance import read_appearance
from commons.core.domain.people.account import Permission
from commons.core.domain.pictures.colour import (
    LEAST_CONTRAST,
    LIGHT_GROUNDS,
    contrast,
    dark_shades,
    light_shades,
)
from commons.core.domain.pictures.media import media_type
from commons.core.domain.schema.problem import Problem, Rule
from commons.core.domain.site.appearance import (
    LONGEST_LOGO_TEXT,
    SHIPPED_COLOUR,
    Appearance,
)
from commons.errors import ConflictError, NotFoundError, UnfitFileError, UnfitFormError
from commons.services.stewardship.appearance import save_appearance
from commons.web.display.messages import problem_sentence, translate_faults
from commons.web.display.site_look import LOGO_WIDTH, site_look, write_stylesheet
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.request.answers.negotiation import IMMUTABLE
from commons.web.request.context import components, current_writer, positive_int
from commons.web.request.limits.rate_limits import FORMS, limit_accounts
from commons.web.request.responses import FOR_EVER, SANDBOX, private_page
from commons.web.request.route_rules import FROZEN

LOGO_MEGABYTES = 5
UPLOAD_BYTES = (LOGO_MEGABYTES + 1) * 1024 * 1024

_DIGITS = re.compile(r"[0-9a-f]{6}", re.ASCII)
_EDIT = "appearance.edit_appearance"

appearance = Journey(
    "appearance",
    __name__,
    entries=(
        NavigationEntry(
            endpoint=_EDIT,
            label=_l("Logo et couleur"),
            order=73,
            place="team",
            needs=Permission.SITE,
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _FormState:
    """What was typed, and what is wrong, by control."""

    typed: Appearance
    faults: dict[str, str]


@appearance.route(
    "/admin/appearance",
    methods=["GET", "POST"],
    needs=Permission.SITE,
    reads=FORMS,
    writes=limit_accounts("appearance", "60 per hour"),
    upload_bytes=UPLOAD_BYTES,
    too_large=_l("Un logo pèse 5 Mo au plus."),
)
def edit_appearance() -> AnyResponse:
    """Choose the logo and the colour of the site, or take back what is shipped."""
    with components().store.read() as work:
        standing = read_appearance(work)
    if request.method == "GET":
        return _form(_FormState(typed=standing, faults={}), 200)
    wanted = _wanted(standing)
    try:
        if request.form.get("_do") == "save":
            wanted = replace(wanted, logo=_sent_logo() or wanted.logo)
        with components().store.write() as work:
            save_appearance(work, current_writer(), wanted)
    except UnfitFileError as error:
        problem = Problem(field="logo", rule=Rule(error.rule), details=error.details)
        faults = {"logo": problem_sentence(problem)}
        return _form(_FormState(typed=wanted, faults=faults), 422)
    except UnfitFormError as error:
        return _form(
            _FormState(typed=wanted, faults=translate_faults(error.faults)), 422
        )
    except ConflictError:
        fault = gettext(
            "Quelqu’un a changé l’apparence pendant ce temps : voici où elle en est."
            " Refaites votre changement si vous le voulez toujours."
        )
        with components().store.read() as work:
            standing = read_appearance(work)
        return _form(_FormState(typed=standing, faults={"colour": fault}), 409)
    flash(gettext("L’apparence est enregistrée."), "good")
    return redirect(url_for(_EDIT), 303)


@appearance.get(
    "/appearance/<digits>.css", needs=Permission.READ, crawled=False, frozen=FROZEN
)
def stylesheet(digits: str) -> Response:
    """Answer the stylesheet of a colour: the same for ever under its address."""
    response = Response(write_stylesheet(_colour(digits)), mimetype="text/css")
    response.headers["Cache-Control"] = IMMUTABLE
    return response


@appearance.get(
    "/appearance/<digits>.svg", needs=Permission.READ, crawled=False, frozen=FROZEN
)
def icon(digits: str) -> Response:
    """Answer the icon of the program in a colour, as it is read on white."""
    colour = light_shades(_colour(digits)).accent
    shipped = files("commons.web").joinpath("assets", "icon.svg")
    drawing = shipped.read_text(encoding="utf-8").replace(SHIPPED_COLOUR, colour)
    response = Response(drawing, mimetype="image/svg+xml")
    response.headers["Cache-Control"] = IMMUTABLE
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


@appearance.get(
    "/logo/<file_name:name>", needs=Permission.READ, crawled=False, frozen=FROZEN
)
def logo(name: str) -> Response:
    """Answer the logo of the site, no wider than pages need it; no other image."""
    blobs = components().blobs
    if name != site_look().appearance.logo:
        raise NotFoundError(name)
    size = blobs.size(name)
    if size is None:
        raise NotFoundError(name)
    if size.width <= LOGO_WIDTH:
        response = Response(blobs.path(name).read_bytes(), mimetype=media_type(name))
    else:
        made = size_made(blobs, name, LOGO_WIDTH)
        response = Response(made.read_bytes(), mimetype="image/webp")
    response.headers["Cache-Control"] = FOR_EVER
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _colour(digits: str) -> str:
    if not _DIGITS.fullmatch(digits):
        raise NotFound
    return f"#{digits}"


def _wanted(standing: Appearance) -> Appearance:
    """Return the look that the pressed button asks for."""
    number = positive_int(request.form.get("number"))
    order = request.form.get("_do")
    if order == "remove":
        return replace(standing, number=number, logo="", logo_text="")
    if order == "reset":
        return replace(standing, number=number, colour="")
    return Appearance(
        number=number,
        colour=request.form.get("colour", ""),
        logo=standing.logo,
        logo_text=request.form.get("logo_text", ""),
    )


def _sent_logo() -> str:
    """Take in the logo that was sent, if any; return its name. Raises UnfitFileError."""
    sent = request.files.get("logo")
    if sent is None or not sent.filename:
        return ""
    return take_file(components().blobs, sent.stream, sent.filename, image=True).name


def _form(state: _FormState, status: int) -> AnyResponse:
    with components().store.read() as work:
        standing = read_appearance(work)
    colour = standing.colour or SHIPPED_COLOUR
    light, dark = light_shades(colour), dark_shades(colour)
    page = render_template(
        "stewardship/site/edit_appearance.html",
        typed=state.typed,
        faults=state.faults,
        number=standing.number,
        colour=colour,
        shipped=SHIPPED_COLOUR,
        light=light,
        dark=dark,
        contrast=min(contrast(colour, ground) for ground in LIGHT_GROUNDS),
        least=LEAST_CONTRAST,
        most=LONGEST_LOGO_TEXT,
        look=site_look(),
    )
    return private_page(page, status)
