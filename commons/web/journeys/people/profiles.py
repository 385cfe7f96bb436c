"""Who may help: the list of people, and the form of what one says of oneself."""

from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext as _l
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import organisations, profiles as store
from commons.core.domain.people.account import Account, Permission
from commons.core.domain.people.profile import (
    LONGEST_WORDS,
    MOST_THEMES,
    DirectoryQuery,
    Organisation,
)
from commons.core.kinds.places.register import LONGEST_TEXT, OfficialPlace
from commons.errors import FullError, NotFoundError, UnfitFormError
from commons.services.people.directory.organisations import FAULTS
from commons.services.people.directory.profiles import (
    NEW,
    THEMES,
    AlikeError,
    ProfileForm,
    read_query,
    save_profile,
    wider_places,
)
from commons.services.publishing.review.policy import is_under_review
from commons.web.display.messages import translate_faults
from commons.web.display.profile_view import (
    directory_desk,
    person_line,
    place_link,
    themes_today,
)
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.request.answers.negotiation import tagged_answer
from commons.web.request.context import (
    components,
    current_writer,
    localised,
    page_number,
)
from commons.web.request.limits.rate_limits import (
    FORMS,
    SEARCHES,
    count_newcomer,
    limit_accounts,
)
from commons.web.request.responses import private_page
from commons.web.request.route_rules import FROZEN_PAGES

PAGE_SIZE = 20
MOST_PAGES = 5_000
_LIST = "profiles.people_page"

profiles = Journey(
    "profiles",
    __name__,
    entries=(
        NavigationEntry(
            endpoint=_LIST, label=_l("Qui peut aider ?"), order=15, place="footer"
        ),
    ),
)


@profiles.get("/people", needs=Permission.READ, reads=SEARCHES, frozen=FROZEN_PAGES)
def people_page() -> AnyResponse:
    """List who may help, by place, theme and words."""
    desk, page = directory_desk(), page_number(MOST_PAGES)
    typed = {name: request.args.get(name, "") for name in ("q", "territory", "theme")}
    query, place = read_query(desk, typed["q"], typed["territory"], typed["theme"])
    unknown = bool(typed["territory"].strip()) and place is None
    start = (page - 1) * PAGE_SIZE
    with components().store.read() as work:
        found = store.find_people(
            work, query, desk.terms, limit=PAGE_SIZE, offset=start
        )
        wider = _wider(work, query, place)
    pages = max(1, -(-found.total // PAGE_SIZE))
    if page > pages:
        raise NotFound
    asked: dict[str, Any] = {name: said or None for name, said in typed.items()}
    address = partial(url_for, _LIST, **asked)
    body = render_template(
        "people/directory/people.html",
        people=[person_line(one) for one in found.people],
        total=found.total,
        typed={**typed, "territory": _written(place) or typed["territory"]},
        asked=any(typed.values()),
        place=place_link(place.code) if place else None,
        unknown=unknown,
        wider=wider,
        themes=_themes(),
        longest=LONGEST_TEXT,
        page=page,
        pages=pages,
        page_address=lambda number: address(page=number),
    )
    return tagged_answer(body)


def _wider(
    work: Work, query: DirectoryQuery, place: OfficialPlace | None
) -> list[tuple[str, int, str]]:
    """Return the larger places, how many people answer there, and where they are."""
    if place is None:
        return []
    desk, found = directory_desk(), []
    for one in wider_places(desk.places, place):
        asked = DirectoryQuery(
            words=query.words, territory=one.code, themes=query.themes
        )
        count = store.count_people(work, asked, desk.terms)
        address = url_for(
            _LIST,
            q=request.args.get("q") or None,
            theme=request.args.get("theme") or None,
            territory=one.code,
        )
        found.append((desk.places.label(one.code), count, address))
    return found


def _written(place: OfficialPlace | None) -> str:
    return components().places.written(place.code) if place else ""


def _themes() -> list[tuple[str, str]]:
    concepts = components().schema.schemes[THEMES].offered()
    return [(concept.key, localised(concept.label)) for concept in concepts]


@profiles.route(
    "/account/profile",
    methods=["GET", "POST"],
    needs=Permission.OWN_ACCOUNT,
    reads=FORMS,
    writes=limit_accounts("profiles", "30 per hour;100 per day"),
    crawled=False,
    resumes=True,
)
def profile_form() -> AnyResponse:
    """Say a few words of oneself, all of which is optional."""
    me, here = current_writer(), components()
    if request.form.get("_do") != "save":
        return _form(me, _stored(me) if request.method == "GET" else _typed(), {})
    form = _typed()
    try:
        with here.store.write() as work:
            begun = save_profile(directory_desk(), work, me, form)
            if not is_under_review(work, here.settings.review, me):
                count_newcomer(me)  # what waits is read by nobody yet
    except AlikeError as error:
        return _form(me, form, error.faults, error.found)
    except UnfitFormError as error:
        return _form(me, form, error.faults)
    except FullError:
        return _form(me, form, {"organisation": FAULTS["full"]})
    flash(gettext("C’est enregistré."), "good")
    if begun is not None:
        said = gettext(
            "L’organisation « %(name)s » est ajoutée : vous pouvez compléter sa page.",
            name=begun.name,
        )
        flash(said, "good")
    return redirect(url_for("entities.person_page", person=me.person.id), 303)


def _typed() -> ProfileForm:
    said = request.form
    return ProfileForm(
        words=said.get("words", ""),
        territory=said.get("territory", ""),
        organisation=said.get("organisation", ""),
        chosen=said.get("chosen", ""),
        themes=tuple(said.getlist("themes")),
        links=said.get("links", ""),
    )


def _stored(me: Account) -> ProfileForm:
    here = components()
    with here.store.read() as work:
        kept = store.get_profile(work, me.person.id)
        if kept is None:
            return ProfileForm()
        name = _organisation_name(work, kept.organisation)
    return ProfileForm(
        words=kept.words,
        territory=here.places.written(kept.territory) if kept.territory else "",
        organisation=name,
        chosen=kept.organisation,
        themes=themes_today(kept),
        links="\n".join(kept.links),
    )


def _organisation_name(work: Work, identifier: str) -> str:
    try:
        return organisations.get_organisation(work, identifier).name
    except NotFoundError:
        return ""


def _form(
    me: Account,
    form: ProfileForm,
    faults: dict[str, str],
    alike: tuple[Organisation, ...] = (),
) -> AnyResponse:
    here = components()
    with here.store.read() as work:
        held = is_under_review(work, here.settings.review, me)
    places = here.places
    options = [
        (
            one.id,
            " · ".join(
                filter(
                    None,
                    (one.name, one.territory and places.label(one.territory)),
                )
            ),
        )
        for one in alike
    ]
    page = render_template(
        "people/directory/profile_form.html",
        me=me,
        form=form,
        faults=translate_faults(faults),
        alike=[*options, (NEW, gettext("Aucune : en ajouter une autre"))]
        if alike
        else [],
        held=held,
        themes=_themes(),
        most_words=LONGEST_WORDS,
        most_themes=MOST_THEMES,
    )
    return private_page(page, 422 if faults else 200)
