"""Organisations: their list, the page of each, and what their people change."""

from dataclasses import replace
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.rdf.triples.organisation_triples import organisation_triples
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.people import organisations as store, profiles
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Permission
from commons.core.domain.people.profile import LONGEST_WORDS, Organisation
from commons.core.kinds.places.register import LONGEST_TEXT
from commons.errors import ForbiddenError, FullError, UnfitFormError
from commons.services.people.directory.organisations import (
    FAULTS,
    ChangedError,
    OrganisationForm,
    SameNameError,
    may_change,
    may_read,
    merge_into,
    open_organisation,
    remove,
    save_organisation,
)
from commons.services.people.directory.profiles import read_query
from commons.web.display.messages import translate_faults
from commons.web.display.profile_view import (
    directory_desk,
    organisation_line,
    organisation_link,
    person_line,
    place_link,
)
from commons.web.guard.journey import Journey
from commons.web.request.answers.entity_answers import (
    alternates_of,
    answer_graph,
    entity_format,
)
from commons.web.request.answers.negotiation import HTML, tagged_answer
from commons.web.request.context import (
    components,
    current_account,
    current_writer,
    page_number,
    visitor_may,
)
from commons.web.request.limits.rate_limits import (
    FORMS,
    LISTS,
    MODERATION,
    SEARCHES,
    count_newcomer,
    limit_accounts,
)
from commons.web.request.responses import private_page
from commons.web.request.route_rules import FROZEN_PAGES

PAGE_SIZE = 30
MOST_PAGES = 5_000
MOST_PEOPLE = 60
MOST_SHEETS = 24
"""How many of its people, and of their sheets, the page of an organisation shows."""
MOST_WAITING = 50
_LIST, _PAGE = "organisations.organisations_page", "organisations.organisation_page"
_WRITES = limit_accounts("organisations", "30 per hour;60 per day")

organisations = Journey("organisations", __name__)


def organisation_exists(organisation: str) -> bool:
    """Say whether there is, or was, such an organisation."""
    with components().store.read() as work:
        return bool(store.get_organisation(work, organisation))


@organisations.get(
    "/organisations", needs=Permission.READ, reads=SEARCHES, frozen=FROZEN_PAGES
)
def organisations_page() -> AnyResponse:
    """List the organisations, by place and words."""
    desk, page = directory_desk(), page_number(MOST_PAGES)
    typed = {name: request.args.get(name, "") for name in ("q", "territory")}
    query, place = read_query(desk, typed["q"], typed["territory"], "")
    with components().store.read() as work:
        found = store.list_organisations(
            work, query, desk.terms, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE
        )
        waiting = _waiting(work)
    pages = max(1, -(-found.total // PAGE_SIZE))
    if page > pages:
        raise NotFound
    asked: dict[str, Any] = {name: said or None for name, said in typed.items()}
    address = partial(url_for, _LIST, **asked)
    body = render_template(
        "people/directory/organisations.html",
        organisations=[organisation_line(one) for one in found.organisations],
        waiting=[organisation_line(one) for one in waiting],
        total=found.total,
        typed=typed,
        asked=any(typed.values()),
        unknown=bool(typed["territory"].strip()) and place is None,
        longest=LONGEST_TEXT,
        page=page,
        pages=pages,
        page_address=lambda number: address(page=number),
    )
    return tagged_answer(body)


def _waiting(work: Work) -> list[Organisation]:
    """Return what waits for who may accept it, by saving it."""
    if not visitor_may(Permission.REVIEW):
        return []
    terms = components().settings.review
    return store.waiting_organisations(work, terms, limit=MOST_WAITING)


@organisations.get(
    "/organisations/<organisation>",
    needs=Permission.READ,
    reads=LISTS,
    exists=organisation_exists,
    frozen=FROZEN_PAGES,
)
@organisations.get(
    "/organisations/<organisation>/<slug>",
    needs=Permission.READ,
    reads=LISTS,
    exists=organisation_exists,
    frozen=FROZEN_PAGES,
)
@organisations.get(
    "/organisations/<organisation>.<suffix:suffix>",
    needs=Permission.READ,
    reads=LISTS,
    exists=organisation_exists,
    frozen=FROZEN_PAGES,
)
def organisation_page(
    organisation: str, slug: str = "", suffix: str = ""
) -> AnyResponse:
    """Show an organisation: what it says of itself, its people and their sheets."""
    form, desk = entity_format(suffix), directory_desk()
    with components().store.read() as work:
        found = store.get_organisation(work, organisation)
        if found.merged:
            found = store.get_organisation(work, found.merged)
        if not may_read(work, desk.terms, current_account(), found):
            raise NotFound
        if found.id != organisation or (form == HTML and slug != found.slug):
            return _lead_to(found, suffix, known=bool(slug) or found.id != organisation)
        members = profiles.members_of(work, found.id, desk.terms, limit=MOST_PEOPLE)
        people = [one.profile.person for one in members.people]
        sheets = store.sheets_of_people(work, people, limit=MOST_SHEETS)
        if form != HTML:
            at = partial(url_for, _PAGE, organisation=found.id)
            graph = organisation_triples(found, people)
            return answer_graph(iri.organisation_iri(found.id), graph, form, at)
        heads = revisions.get_heads(work, sheets)
        shown = store.shown_organisation(work, found.id, desk.terms) is not None
        changeable = _changeable(work, found)
    at = partial(url_for, _PAGE, organisation=found.id)
    body = render_template(
        "people/directory/organisation.html",
        found=found,
        place=place_link(found.territory),
        people=[person_line(one) for one in members.people],
        total=members.total,
        sheets=list(heads.values()),
        kinds=components().schema.kinds,
        waits=not shown,
        changeable=changeable,
        alternates=alternates_of(at),
    )
    response = tagged_answer(body)
    response.vary.add("Accept")
    return response


def _lead_to(found: Organisation, suffix: str, *, known: bool) -> AnyResponse:
    """Lead to where an organisation stands: for good from an address of a page."""
    if suffix:
        address = url_for(_PAGE, organisation=found.id, suffix=suffix)
    else:
        address = organisation_link(found)[1]
    response = redirect(address, 301 if known else 303)
    response.vary.add("Accept")
    return response


def _changeable(work: Work, found: Organisation) -> bool:
    me = current_account()
    return me is not None and may_change(work, components().settings.review, me, found)


@organisations.route(
    "/organisations/new",
    methods=["GET", "POST"],
    needs=Permission.OWN_ACCOUNT,
    reads=FORMS,
    writes=_WRITES,
    crawled=False,
    resumes=True,
)
def new_organisation() -> AnyResponse:
    """Add an organisation."""
    if request.form.get("_do") != "save":
        name = request.values.get("name", "")
        return _form(replace(_typed(), name=name), {})
    return _save("")


@organisations.route(
    "/organisations/<organisation>/edit",
    methods=["GET", "POST"],
    needs=Permission.OWN_ACCOUNT,
    reads=FORMS,
    writes=_WRITES,
    crawled=False,
    resumes=True,
)
def edit_organisation(organisation: str) -> AnyResponse:
    """Change what is said of an organisation."""
    if request.form.get("_do") == "save":
        return _save(organisation)
    here, me = components(), current_writer()
    with here.store.read() as work:
        found = open_organisation(work, organisation)
        if not may_change(work, here.settings.review, me, found):
            raise ForbiddenError(organisation)
    form = _typed() if request.method == "POST" else _stored(found)
    return _form(form, {}, found)


def _save(identifier: str) -> AnyResponse:
    here, me, form = components(), current_writer(), _typed()
    with here.store.read() as work:
        found = open_organisation(work, identifier) if identifier else None
    try:
        with here.store.write() as work:
            desk = (here.places, here.settings.review)
            saved = save_organisation(work, desk, me, identifier, form)
            if saved.accepted:
                count_newcomer(me)  # what waits is read by nobody yet
    except ChangedError as error:
        retyped = replace(form, revision=error.current.revision)
        return _form(retyped, {}, found, changed=error.current)
    except SameNameError as error:
        return _form(form, error.faults, found, same=error.found)
    except UnfitFormError as error:
        return _form(form, error.faults, found)
    except FullError:
        return _form(form, {"name": FAULTS["full"]}, found)
    flash(gettext("C’est enregistré."), "good")
    return redirect(organisation_link(saved)[1], 303)


def _typed() -> OrganisationForm:
    said = request.form
    return OrganisationForm(
        name=said.get("name", ""),
        words=said.get("words", ""),
        territory=said.get("territory", ""),
        link=said.get("link", ""),
        other=bool(said.get("other")),
        revision=said.get("revision", 0, type=int),
    )


def _stored(found: Organisation) -> OrganisationForm:
    places = components().places
    return OrganisationForm(
        name=found.name,
        words=found.words,
        territory=places.written(found.territory) if found.territory else "",
        link=found.link,
        revision=found.revision,
    )


def _form(
    form: OrganisationForm,
    faults: dict[str, str],
    found: Organisation | None = None,
    *,
    same: tuple[Organisation, ...] = (),
    changed: Organisation | None = None,
) -> AnyResponse:
    page = render_template(
        "people/directory/organisation_form.html",
        form=form,
        found=found,
        faults=translate_faults(faults),
        same=[organisation_line(one) for one in same],
        changed=_stored(changed) if changed else None,
        most_words=LONGEST_WORDS,
    )
    status = 409 if changed else 422 if faults else 200
    return private_page(page, status)


@organisations.route(
    "/organisations/<organisation>/merge",
    methods=["GET", "POST"],
    needs=Permission.REVIEW,
    reads=FORMS,
    writes=MODERATION,
    crawled=False,
)
def merge_page(organisation: str) -> AnyResponse:
    """Let another organisation take the place of this one, or take it away."""
    here, me, faults = components(), current_writer(), {}
    with here.store.read() as work:
        found = open_organisation(work, organisation)
    target = request.form.get("target", "")
    try:
        if request.form.get("_do") == "merge":
            with here.store.write() as work:
                staying = merge_into(work, me, organisation, target)
            flash(gettext("C’est fusionné : l’ancienne adresse mène ici."), "good")
            return redirect(organisation_link(staying)[1], 303)
    except UnfitFormError as error:
        faults = translate_faults(error.faults)
    if request.form.get("_do") == "remove":
        with here.store.write() as work:
            remove(work, me, organisation)
        flash(gettext("L’organisation est retirée."), "good")
        return redirect(url_for(_LIST), 303)
    page = render_template(
        "people/directory/organisation_merge.html",
        found=found,
        line=organisation_line(found),
        target=target,
        faults=faults,
    )
    return private_page(page, 422 if faults else 200)
