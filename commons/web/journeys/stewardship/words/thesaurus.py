"""The names that searches know concepts by: editors add some, and take some away."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask_babel import format_decimal, gettext, lazy_gettext as _l
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as AnyResponse

from commons.core.domain.people.account import Permission
from commons.core.domain.schema.thesaurus import TermRole, ThesaurusEdit
from commons.errors import FullError, UnfitFormError
from commons.services.stewardship.thesaurus import (
    add_concept,
    add_name,
    added_concepts,
    find_terms,
    remove_concept,
    term_of,
    withdraw_name,
)
from commons.settings import LANGUAGES
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.request.context import components, current_writer
from commons.web.request.limits.rate_limits import FORMS, MODERATION
from commons.web.request.responses import private_page

MOST_SHOWN = 60
"""How many concepts a page lists."""
_LIST = "thesaurus.terms_page"
_TERM = "thesaurus.term_page"

thesaurus_pages = Journey(
    "thesaurus",
    __name__,
    entries=(
        NavigationEntry(
            endpoint=_LIST,
            label=_l("Thésaurus"),
            order=66,
            place="team",
            needs=Permission.VOCABULARY,
        ),
    ),
)


@thesaurus_pages.route(
    "/admin/thesaurus",
    methods=["GET", "POST"],
    needs=Permission.VOCABULARY,
    reads=FORMS,
    writes=MODERATION,
    resumes=True,
)
def terms_page() -> AnyResponse:
    """List the concepts that have some words, and begin new ones."""
    typed = {name: request.values.get(name, "") for name in ("french", "english")}
    if request.method == "GET" or request.form.get("_do") != "begin":
        return _list(typed or {}, {})
    here = components()
    try:
        with here.store.write() as work:
            key = add_concept(
                here.schema, work, current_writer(), typed["french"], typed["english"]
            )
    except UnfitFormError as error:
        return _list(typed, error.faults)
    except FullError as error:
        return _list(typed, {"french": _full(error)})
    flash(gettext("Le concept est ajouté."), "good")
    return redirect(url_for(_TERM, concept=key), 303)


@thesaurus_pages.route(
    "/admin/thesaurus/<concept>",
    methods=["GET", "POST"],
    needs=Permission.VOCABULARY,
    reads=FORMS,
    writes=MODERATION,
    resumes=True,
)
def term_page(concept: str) -> AnyResponse:
    """Show the names of a concept; add one, take one away, or the concept added here."""
    term_of(components().schema, concept)
    order = request.form.get("_do", "")
    if order == "remove":
        return _remove(concept)
    if request.method == "GET" or order not in {"add", "withdraw"}:
        typed = request.values.get("text", request.args.get("name", ""))
        return _term(concept, _NameForm(text=typed))
    form = _read_form()
    edit = ThesaurusEdit(
        concept=concept,
        role=form.role,
        language=form.language,
        text=form.text,
        added=order == "add",
    )
    write = add_name if edit.added else withdraw_name
    here = components()
    try:
        with here.store.write() as work:
            write(here.schema, work, current_writer(), edit)
    except UnfitFormError as error:
        return _term(concept, form, error.faults)
    except FullError as error:
        return _term(concept, form, {"text": _full(error)})
    told = (
        gettext("Le nom est ajouté.") if edit.added else gettext("Le nom est retiré.")
    )
    flash(told, "good")
    return redirect(url_for(_TERM, concept=concept), 303)


def _remove(concept: str) -> AnyResponse:
    here = components()
    with here.store.write() as work:
        remove_concept(here.schema, work, current_writer(), concept)
    flash(gettext("Le concept est retiré."), "good")
    return redirect(url_for(_LIST), 303)


def _full(error: FullError) -> str:
    told: str = gettext(
        "Le thésaurus du site porte déjà %(most)s changements, le plus qu’il peut"
        " garder : retirez des noms ou des concepts ajoutés ici, puis recommencez.",
        most=format_decimal(error.most),
    )
    return told


@dataclass(frozen=True, slots=True, kw_only=True)
class _NameForm:
    """A name as it was typed."""

    text: str
    role: TermRole = TermRole.NAME
    language: str = "fr"


def _read_form() -> _NameForm:
    try:
        role = TermRole(request.form.get("role", TermRole.NAME))
    except ValueError:
        raise BadRequest from None
    return _NameForm(
        text=request.form.get("text", ""),
        role=role,
        language=request.form.get("language", "fr"),
    )


def _list(typed: dict[str, str], faults: dict[str, str]) -> AnyResponse:
    words = request.args.get("q", "")
    found = find_terms(components().schema, words, limit=MOST_SHOWN + 1)
    page = render_template(
        "stewardship/words/thesaurus.html",
        words=words,
        name=request.args.get("name", ""),
        terms=found[:MOST_SHOWN],
        more=len(found) > MOST_SHOWN,
        typed=typed,
        faults={control: gettext(text) for control, text in faults.items()},
    )
    return private_page(page, 422 if faults else 200)


def _term(
    concept: str, form: _NameForm, faults: dict[str, str] | None = None
) -> AnyResponse:
    schema = components().schema
    term = term_of(schema, concept)
    with components().store.read() as work:
        added = term in added_concepts(schema, work)
    page = render_template(
        "stewardship/words/thesaurus_term.html",
        term=term,
        form=form,
        added=added,
        near=[
            one for one in schema.thesaurus if one.key in (*term.broader, *term.related)
        ],
        tags=LANGUAGES,
        faults={control: gettext(text) for control, text in (faults or {}).items()},
    )
    return private_page(page, 422 if faults else 200)
