"""The states of our pages that are judged.

A state is an address, and for a form what is typed into it and which button is
pressed. A browser and a client without scripts come to the same page.
"""

import re
from dataclasses import dataclass, field, replace

from playwright.sync_api import Page

from tests.browser.judged.seed import RICH
from tests.browser.tabs import ADMIN, ALICE, BRUNO, CLAIRE
from tests.browser.walking import comes_to_another_page
from tests.people.visitor import PASSWORD, filled
from tests.servers.server import Person

REFUSED = {"title": "ab", "links-0-url": "pas une adresse", "keywords": "a"}


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A page as somebody sees it; `press` is the value of the button, if any.

    `alone` sends the form without our scripts, which would mend it. `then` is the form
    of the page that this leads to, filled in and sent in its turn.
    """

    path: str
    who: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    press: str = ""
    alone: bool = False
    then: "State | None" = None


def _writing(kind: str, press: str, **typed: str) -> State:
    return State(path=f"/sheets/new/{kind}", who=ADMIN, typed=typed, press=press)


SECOND_STEP = State(
    path="/login", typed={"email": CLAIRE, "password": PASSWORD}, press="enter"
)
KINDS = ("method", "tool", "experience", "collection")
STATES = {
    "home": State(path="/"),
    "results": State(path="/search?q=d%C3%A9bat"),
    "one filter": State(path="/search?kind=method&posture=test"),
    "results that fit": State(path="/search?q=d%C3%A9bat&people=25&minutes=120"),
    "a word corrected": State(path="/search?q=debat+mouvan"),
    "no result": State(path="/search?q=xyzzyx"),
    "results in another order": State(path="/search?q=d%C3%A9bat&sort=recent&exact=1"),
    "results explained": State(path="/search?q=debat+mouvan&explain=1"),
    "no result that fits": State(path="/search?q=d%C3%A9bat&kind=tool&people=9999"),
    "a sheet is missing": State(path="/search/missing?q=moulin"),
    "a sheet is missing, refused": State(
        path="/search/missing", typed={"text": " "}, press="send"
    ),
    "searches in vain": State(path="/admin/searches", who=ADMIN),
    "thesaurus": State(path="/admin/thesaurus?q=d%C3%A9bat&name=palabre", who=ADMIN),
    "a concept": State(path="/admin/thesaurus/debate", who=ADMIN),
    "a concept that was added": State(path="/admin/thesaurus/bal_soupe", who=ADMIN),
    "a concept, refused": State(
        path="/admin/thesaurus/debate", who=ADMIN, typed={"text": "de la"}, press="add"
    ),
    "what waits for review": State(path="/admin/reviews", who=ADMIN),
    "a new sheet that waits": State(path="/sheets/{held}", who=ADMIN),
    "a change that waits": State(path="/reviews/{held_change}", who=ADMIN),
    "a change that waits, refused without a reason": State(
        path="/reviews/{held_change}", who=ADMIN, typed={"reason": ""}, press="refuse"
    ),
    "changes, narrowed": State(path="/changes?unreviewed=1&new=1", who=ADMIN),
    "changes, of nobody": State(path="/changes?person=personne&territory=nulle-part"),
    "a report": State(path="/report?at=/sheets/{sheet}"),
    "a report, refused": State(
        path="/report?at=/sheets/{sheet}", typed={"words": "x"}, press="send"
    ),
    "reports": State(path="/admin/reports", who=ADMIN),
    "method": State(path="/sheets/{sheet}"),
    "method, by its author": State(path="/sheets/{sheet}", who=ADMIN),
    "experience": State(path="/sheets/{experience}"),
    "tool": State(path="/sheets/{tool}"),
    "collection": State(path="/sheets/{collection}"),
    "collection, by an editor": State(path="/sheets/{collection}", who=ADMIN),
    "change of a collection": State(path="/sheets/{collection}/edit", who=ADMIN),
    "which collection": State(path="/collect/{sheet}", who=ADMIN),
    "featured collections": State(path="/featured", who=ADMIN),
    "old version": State(path="/sheets/{sheet}/v/1"),
    "adapt": State(path="/sheets/{sheet}/v/1/adapt"),
    "trial": State(path="/sheets/{trial}"),
    "trials": State(path="/sheets/{sheet}/trials"),
    "no trial": State(path="/sheets/{tool}/trials"),
    "trials of my sheets": State(path="/account/trials", who=ADMIN),
    "no trial of my sheets": State(path="/account/trials", who=ALICE),
    "which sheet was tried": State(path="/trials/new?q=fiche", who=ALICE),
    "new trial": State(path="/sheets/new/trial?tried={sheet}&version=1", who=ALICE),
    "trial, refused": State(
        path="/sheets/new/trial?tried={sheet}&version=1",
        who=ALICE,
        typed={"participants": "zéro", "keywords": "a"},
        press="publish",
    ),
    "trial, almost ready": State(
        path="/sheets/new/trial?tried={sheet}&version=1",
        who=ALICE,
        typed={"territory": "Brest"},
        press="publish",
    ),
    "questions": State(path="/sheets/{sheet}/remarks"),
    "questions, by an editor": State(path="/sheets/{sheet}/remarks", who=ADMIN),
    "no question": State(path="/sheets/{tool}/remarks"),
    "questions on a step": State(path="/sheets/{sheet}/remarks?step=steps-2"),
    "new question": State(path="/sheets/{sheet}/remarks/new?step=steps-1", who=ALICE),
    "new question, refused": State(
        path="/sheets/{sheet}/remarks/new", who=ALICE, typed={"text": " "}, press="send"
    ),
    "a reply": State(path="/sheets/{sheet}/remarks/new?parent={asked}", who=ALICE),
    "change of a question": State(path="/remarks/{asked}/edit", who=ALICE),
    "hide a question": State(path="/remarks/{asked}/hide", who=ADMIN),
    "a message": State(path="/people/{person}/message?sheet={sheet}", who=ALICE),
    "a message, refused": State(
        path="/people/{person}/message", who=ALICE, typed={"text": " "}, press="send"
    ),
    "a message, not confirmed": State(path="/people/{person}/message", who=BRUNO),
    "messages that were reported": State(path="/admin/messages", who=ADMIN),
    "follow, by a link": State(path="/follow?topic=theme:culture", who=ALICE),
    "what one follows": State(path="/account/followed", who=ADMIN),
    "notifications": State(path="/notifications", who=ADMIN),
    "no notification": State(path="/notifications?kind=translation", who=ALICE),
    "how one is told": State(path="/account/notifications", who=ADMIN),
    "who may help": State(path="/people"),
    "who may help, near a place": State(path="/people?territory=Quimper&theme=culture"),
    "who may help, nobody": State(path="/people?territory=Xyzzyx&q=xyzzyx"),
    "a person": State(path="/people/{person}", who=ADMIN),
    "introducing oneself": State(path="/account/profile", who=ADMIN),
    "introducing oneself, refused": State(
        path="/account/profile",
        who=ALICE,
        typed={"territory": "Xyzzyx", "organisation": "Bancs", "links": "x"},
        press="save",
    ),
    "introducing oneself, which organisation": State(
        path="/account/profile", who=ALICE, typed={"organisation": "Banc"}, press="save"
    ),
    "organisations": State(path="/organisations"),
    "no organisation": State(path="/organisations?q=xyzzyx", who=ADMIN),
    "an organisation": State(path="/organisations/{organisation}", who=ADMIN),
    "new organisation, there already": State(
        path="/organisations/new",
        who=ALICE,
        typed={"name": "Bancs publics", "link": "x"},
        press="save",
    ),
    "same organisation": State(
        path="/organisations/new",
        who=ALICE,
        typed={"name": "Bancs publics"},
        press="save",
    ),
    "change of an organisation": State(
        path="/organisations/{organisation}/edit", who=ADMIN
    ),
    "merge an organisation": State(
        path="/organisations/{organisation}/merge",
        who=ADMIN,
        typed={"target": "x"},
        press="merge",
    ),
    "translate": State(path="/sheets/{sheet}/v/1/translate"),
    "translation": State(path="/sheets/{translation}"),
    "adapt, nothing found": State(path="/sheets/{sheet}/v/1/adapt?other=xyzzyx"),
    "adaptation": State(path="/sheets/{adapted}"),
    "lineage": State(path="/sheets/{adapted}/lineage"),
    "lineage, alone": State(path="/sheets/{tool}/lineage"),
    "take over": State(path="/sheets/{adapted}/update/{sheet}", who=ADMIN),
    "taken over": State(
        path="/sheets/{adapted}/edit?takes={sheet}&newest=2&field=body", who=ADMIN
    ),
    "on A4": State(path="/sheets/{sheet}/v/2/print"),
    "cards": State(path="/sheets/{sheet}/v/2/cards"),
    "a collection of all sorts": State(path="/sheets/{selection}"),
    "booklet": State(path="/sheets/{selection}/v/1/print"),
    "cards of a collection": State(path="/sheets/{selection}/v/1/cards"),
    "card of an account": State(path="/sheets/{experience}/v/1/cards"),
    "deleted": State(path="/sheets/{deleted}"),
    "diff": State(path="/sheets/{sheet}/diff/1..2"),
    "diff, as a page": State(path="/sheets/{sheet}/diff/1..2/page"),
    "who wrote what": State(path="/sheets/{sheet}/contributions"),
    "history": State(path="/sheets/{sheet}/history?since=2020-01-01", who=ALICE),
    "history, by an admin": State(path="/sheets/{deleted}/history", who=ADMIN),
    "history, without account": State(path="/sheets/{sheet}/history"),
    "changes": State(path="/changes"),
    "map": State(path="/map"),
    "map of a part": State(path="/map?territory=department:29&kind=method"),
    "map near a place": State(path="/map?near=Landerneau"),
    "map, which place": State(path="/map?near=Saint-Denis"),
    "map, nothing found": State(path="/map?q=xyzzyx"),
    "managing themes": State(path="/admin/themes", who=ADMIN),
    "managing themes, refused": State(
        path="/admin/themes", who=ADMIN, typed={"label_fr": "Culture"}, press="add"
    ),
    "change of a theme": State(path="/admin/themes/culture", who=ADMIN),
    "merge a theme, refused": State(
        path="/admin/themes/culture", who=ADMIN, typed={"into": "x"}, press="merge"
    ),
    "themes": State(path="/themes"),
    "theme": State(path="/themes/culture"),
    "territory": State(path="/territories/commune:29019"),
    "territory without sheet": State(path="/territories/department:88"),
    "person": State(path="/people/{person}"),
    "sign in": State(path="/login?next=/drafts"),
    "lost password": State(path="/password/forgotten"),
    "a link is sent": State(
        path="/password/forgotten", typed={"email": ALICE}, press="send"
    ),
    "a new password": State(path="/password/reset/{reset}"),
    "a new password, refused": State(
        path="/password/reset/{reset}", typed={"password": "court"}, press="save"
    ),
    "a link that is over": State(path="/password/reset/nothing"),
    "an address to confirm": State(path="/account/confirm/nothing"),
    "another address": State(path="/account/email", who=ALICE),
    "what a person wrote": State(path="/admin/people/{newcomer}", who=ADMIN),
    "audit log": State(path="/admin/audit", who=ADMIN),
    "removals": State(path="/admin/purges", who=ADMIN),
    "a removal, what and why": State(
        path="/admin/purges/new?at=/sheets/{sheet}", who=ADMIN
    ),
    "a removal, refused": State(
        path="/admin/purges/new?at=/sheets/{sheet}", who=ADMIN, press="look"
    ),
    "a removal, what goes": State(
        path="/admin/purges/new?at=/sheets/{sheet}",
        who=ADMIN,
        typed={"basis": "court"},
        press="look",
    ),
    "the name of a person, removed": State(
        path="/admin/purges/new?at=/people/{person}",
        who=ADMIN,
        typed={"basis": "court"},
        press="look",
    ),
    "a removal, unsure": State(
        path="/admin/purges/new?at=/sheets/{sheet}",
        who=ADMIN,
        typed={"basis": "court"},
        press="look",
        then=State(
            path="/admin/purges/new?at=/sheets/{sheet}", press="purge", alone=True
        ),
    ),
    "removed version": State(path="/sheets/{purged}/v/1"),
    "removed version, in its history": State(path="/sheets/{purged}/history"),
    "undelivered e-mails": State(path="/admin/mail", who=ADMIN),
    "register": State(path="/register"),
    "register, refused": State(
        path="/register",
        typed={"name": "a", "email": "pas@une-adresse", "password": "court"},
        press="Créer",
    ),
    "what to write": State(path="/write", who=ALICE),
    **{f"new {kind}": State(path=f"/sheets/new/{kind}", who=ALICE) for kind in KINDS},
    **{f"{kind}, refused": _writing(kind, "publish", **REFUSED) for kind in KINDS},
    **{
        f"{kind}, almost ready": _writing(kind, "publish", title="Presque prête")
        for kind in KINDS
    },
    "preview": _writing("method", "preview", **RICH),
    "expired form": replace(
        _writing("method", "publish", title="Gardé", csrf_token="non"), alone=True
    ),
    "change": State(path="/sheets/{sheet}/edit", who=ADMIN),
    "stale": State(
        path="/sheets/{sheet}/edit",
        who=ADMIN,
        typed={"_parent": "1", "title": "Un autre titre", "body": "Un autre texte."},
        press="publish",
    ),
    "from elsewhere": State(path="/adapt", who=ALICE),
    "from elsewhere, refused": State(
        path="/adapt", who=ALICE, typed={"address": "pas une adresse"}, press="look"
    ),
    "announcements": State(path="/notices", who=ADMIN),
    "news": State(path="/news", who=ADMIN),
    "no news": State(path="/news", who=ALICE),
    "drafts": State(path="/drafts", who=ADMIN),
    "no draft": State(path="/drafts", who=ALICE),
    "profile": State(path="/account", who=ADMIN),
    "leaving": State(path="/account/leave", who=ALICE),
    "leaving, refused": State(
        path="/account/leave",
        who=ALICE,
        typed={"old": "faux"},
        press="leave",
        alone=True,
    ),
    "my devices": State(path="/account/sessions", who=ADMIN),
    "invitations": State(path="/admin/invitations", who=ADMIN),
    "an invitation refused": State(
        path="/admin/invitations",
        who=ADMIN,
        typed={"email": "pas une adresse"},
        press="send",
        alone=True,
    ),
    "my tokens": State(path="/account/tokens", who=ADMIN),
    "my tokens, refused": State(
        path="/account/tokens",
        who=ADMIN,
        typed={"name": " ", "old": "faux"},
        press="make",
    ),
    "my passkeys": State(path="/account/passkeys", who=ADMIN),
    "two steps": State(path="/account/two-steps", who=ADMIN),
    "two steps, wrong password": State(
        path="/account/two-steps",
        who=ADMIN,
        typed={"code": "000000", "old": "faux"},
        press="on",
    ),
    "two steps, switched on": State(path="/account/two-steps", who=CLAIRE),
    "recovery codes": State(
        path="/account/two-steps", who=CLAIRE, typed={"old": PASSWORD}, press="codes"
    ),
    "sign in, second step": SECOND_STEP,
    "sign in, second step refused": replace(
        SECOND_STEP,
        then=State(path="/login/code", typed={"code": "000000"}, press="enter"),
    ),
    "no more e-mails": State(path="/notifications/stop/{alice}/{no_mails}"),
    "no more messages": State(path="/messages/stop/{alice}/{no_messages}"),
    "a message, reported": State(path="/messages/{message}/report/{reporting}"),
    "a message, to who gets none": State(path="/people/{bruno}/message", who=ALICE),
    "drafts, one refused": State(path="/drafts", who=CLAIRE),
    "a refused text, taken up": State(
        path="/sheets/new/method?draft={refused}", who=CLAIRE
    ),
    "accounts": State(path="/admin/accounts", who=ADMIN),
    "about": State(path="/pages/about"),
    "legal, not written": State(path="/pages/legal"),
    "pages of the site": State(path="/admin/pages", who=ADMIN),
    "a page of the site": State(path="/admin/pages/legal/fr", who=ADMIN),
    "the words of welcome": State(
        path="/admin/pages/home/fr",
        who=ADMIN,
        typed={"text": "Ici\n\nOn fait."},
        press="look",
    ),
    "dashboard": State(path="/admin", who=ADMIN),
    "accounts, none found": State(path="/admin/accounts?q=xyzzyx", who=ADMIN),
    "settings": State(path="/admin/settings", who=ADMIN),
    "settings, refused": State(
        path="/admin/settings", who=ADMIN, typed={"REVIEW_UNTIL": "x"}, press="save"
    ),
    "logo and colour": State(path="/admin/appearance", who=ADMIN),
    "document": State(path="/write/document", who=ADMIN),
    "no document": State(path="/write/document", who=ADMIN, press="send"),
    "spreadsheets": State(path="/batch", who=ADMIN),
    "no spreadsheet": State(path="/batch", who=ADMIN, press="send"),
    "columns": State(path="/batch/{batch}/columns", who=ADMIN),
    "lines": State(path="/batch/{batch}", who=ADMIN),
    "lines, loaded": State(path="/batch/{batch_loaded}", who=ADMIN),
    "template": State(path="/batch/template/method", who=ADMIN),
    "not found": State(path="/nulle-part"),
    "patterns": State(path="/developers/patterns"),
    "for harvesters": State(path="/developers"),
    "catalogue": State(path="/catalog"),
    "dumps": State(path="/dumps/", who=ADMIN),
}

EVERY_LOOK = (
    *("home", "results", "no result", "method", "diff, as a page", "history"),
    *("map", "map near a place", "territory"),
    *("theme", "person", "register, refused", "method, refused", "stale"),
    *("tool, almost ready", "drafts", "lines", "for harvesters", "not found"),
    *(
        "preview",
        "new method",
        "patterns",
        "experience",
        "collection",
        "translation",
        "adaptation",
        "lineage",
    ),
    *("from elsewhere, refused", "announcements", "news", "on A4", "cards"),
    *("new trial", "trials of my sheets"),
    *("a sheet is missing, refused", "searches in vain", "a concept, refused"),
    *("a collection of all sorts", "booklet", "cards of a collection"),
    *("take over", "taken over", "logo and colour"),
    *("questions, by an editor", "new question, refused", "a reply"),
    *("a message, refused", "messages that were reported"),
    *("what one follows", "notifications", "how one is told"),
    *("a new password, refused", "what a person wrote", "undelivered e-mails"),
    *("dashboard", "settings, refused", "audit log", "reports"),
    *("recovery codes", "a refused text, taken up"),
)
"""States that axe judges in every run, wide and narrow, light and dark: every sort of
part is in one of them. In `make drill` it judges the others, and these in English."""


def go(page: Page, state: State, ids: dict[str, str]) -> None:
    """Come to a state as a person does."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(state.path.format(**ids))
    while state.press:
        _send(page, state)
        if state.then is None:
            return
        state = state.then


def _send(page: Page, state: State) -> None:
    """Fill in the form of the page that one is on, and press its button."""
    for name, text in state.typed.items():
        control = page.locator(f"main [name='{name}']").first
        if control.count():
            control.evaluate(_FILL, text)
    sort = f":not([type='button']):is([value='{state.press}'], :not([value]))"
    button = page.locator(f"main button{sort}:not(.unseen)").first
    if state.alone:
        with page.expect_event("domcontentloaded"):
            button.evaluate(_SEND)
    else:
        comes_to_another_page(page, button)


_SEND = """button => {
  const order = document.createElement("input");
  Object.assign(order, {type: "hidden", name: button.name, value: button.value});
  button.form.append(order);
  button.form.submit();
}"""
_FILL = """(control, text) => {
  if (["radio", "checkbox"].includes(control.type)) {
    const all = [...document.getElementsByName(control.name)];
    all.find(one => one.value === text).checked = true;
  } else control.value = text;
}"""


def page_of(person: Person, state: State, ids: dict[str, str]) -> str:
    """Give the HTML of a state, as a client without scripts gets it."""
    path = state.path.format(**ids)
    if not state.press:
        found = person.get(path)
        while found.status in {301, 302, 303}:
            found = person.get(found.place)
        return found.text
    typed = {**(filled() if "/sheets/" in path else {}), **state.typed}
    page = person.post(path, _do=state.press, **typed).text
    if state.then is None:
        return page
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    del hidden["csrf_token"]
    return page_of(person, replace(state.then, typed=hidden | state.then.typed), ids)
