"""An editor reads what waits beside what stands, and accepts or refuses it."""

import re

import pytest

from commons.app import create_app
from commons.core.domain.people.account import Role
from commons.wiring.components import Components
from tests.people.reviewed import reviewing
from tests.people.visitor import Visitor, filled, said_by
from tests.web.guard.test_form_challenge import solved

WAITS = re.compile(r'href="(/reviews/[a-z0-9]{12})"')
CHALLENGE = re.compile(r'name="_challenge" value="([^"]+)"')
UNWORKED = "Envoyé sans le petit calcul"
SUMMARY = "Une phrase assez longue pour dire ce que la fiche apporte."


class Site:
    """A site that holds the first edits: a newcomer, another one, an editor."""

    def __init__(self, parts: Components) -> None:
        app = create_app(reviewing(parts))
        self.newcomer = Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR)
        self.other = Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR)
        self.editor = Visitor(app.test_client(), parts).signed_in(Role.EDITOR)
        self.reader = Visitor(app.test_client(), parts)

    def waiting(self) -> str:
        """Give the address of what waits longest."""
        page = self.editor.get("/admin/reviews").get_data(as_text=True)
        found = WAITS.search(page)
        assert found is not None, page
        return found[1]


def challenge_in(page: str) -> str:
    """Give the challenge of a form."""
    found = CHALLENGE.search(page)
    assert found is not None, page
    return found[1]


@pytest.fixture
def site(parts: Components) -> Site:
    return Site(parts)


def test_a_new_sheet_is_seen_by_its_author_and_editors_until_it_is_accepted(
    site: Site,
) -> None:
    address = site.newcomer.publishes("method", title="Le banc des voisines")
    assert "1 texte en relecture" in said_by(site.newcomer.get("/?lang=fr"))
    assert "1 texte à relire" in said_by(site.editor.get("/admin?lang=fr"))
    for who in (site.newcomer, site.editor):
        answer = who.get(address)
        assert answer.status_code == 200
        assert "En attente de relecture" in said_by(answer)
        assert "Le banc des voisines" in said_by(answer)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
    for who in (site.other, site.reader):
        answer = who.get(address)
        assert answer.status_code == 404
        assert "banc" not in answer.get_data(as_text=True)
    done = site.editor.post(f"{site.waiting()}/accept", page=site.waiting())
    assert done.status_code == 303
    assert "Votre texte est relu" in said_by(site.newcomer.get("/notifications"))
    page = site.reader.client.get(address, follow_redirects=True)
    assert page.status_code == 200
    assert "Le banc des voisines" in said_by(page)
    assert site.newcomer.name in said_by(site.reader.get(f"{address}/history"))


def test_who_publishes_only_once_asked_again_did_the_work_of_the_form(
    site: Site,
) -> None:
    """A sheet that is to be completed is confirmed, by the same form, with its work."""
    page = site.newcomer.get("/sheets/new/method").get_data(as_text=True)
    challenge, typed = challenge_in(page), filled(title="Le banc", summary="")
    typed |= {"_challenge": challenge, "_work": solved(challenge), "_do": "publish"}
    assert site.newcomer.post("/sheets/new/method", **typed).status_code == 422
    sent = site.newcomer.post("/sheets/new/method", **typed, _confirmed="on")
    assert sent.status_code == 303, said_by(sent)
    assert UNWORKED not in said_by(site.editor.get(sent.headers["Location"]))
    again = site.newcomer.post("/sheets/new/method", **typed, _confirmed="on")
    assert UNWORKED in said_by(site.editor.get(again.headers["Location"]))
    for _ in range(2):  # what was used up is not given back by a refusal
        assert site.newcomer.post("/sheets/new/method", **typed).status_code == 422
    third = site.newcomer.post("/sheets/new/method", **typed, _confirmed="on")
    assert UNWORKED in said_by(site.editor.get(third.headers["Location"]))


def test_a_change_waits_while_everybody_reads_the_version_before(site: Site) -> None:
    address = site.editor.publishes("method", title="Le banc", summary=SUMMARY)
    edit = f"{address.rpartition('/')[0]}/edit"
    answer = site.newcomer.post(
        edit,
        _do="publish",
        _confirmed="on",
        _parent="1",
        change_note="la couleur",
        **filled(title="Le banc rouge", summary=SUMMARY),
    )
    assert answer.status_code == 303, said_by(answer)
    mine = said_by(site.newcomer.client.get(address, follow_redirects=True))
    assert "Votre modification attend d’être relue" in mine
    assert "Le banc rouge" not in mine
    for who in (site.other, site.reader):
        seen = said_by(who.client.get(address, follow_redirects=True))
        assert "attend d’être relue" not in seen
    review = site.waiting()
    assert site.other.get(review).status_code == 404
    assert site.reader.get(review).status_code != 200
    told = said_by(site.editor.get(review))
    assert "la couleur" in told
    assert "rouge" in told
    site.editor.post(f"{review}/accept", page=review)
    after = said_by(site.reader.client.get(address, follow_redirects=True))
    assert "Le banc rouge" in after


def test_a_refusal_needs_a_reason_which_the_author_reads(site: Site) -> None:
    address = site.newcomer.publishes("method", title="Le banc à vendre")
    review = site.waiting()
    empty = site.editor.post(f"{review}/refuse", page=review, reason="")
    assert empty.status_code == 422
    assert "Dites pourquoi, en une phrase." in said_by(empty)
    assert (
        'aria-describedby="f-reason-help f-reason-example f-reason-error"' in empty.text
    )
    long = site.editor.post(f"{review}/refuse", page=review, reason="non " * 60)
    assert "non non non" in long.text
    assert "200 caractères au plus" in said_by(long)
    done = site.editor.post(
        f"{review}/refuse", page=review, reason="c’est une publicité"
    )
    assert done.status_code == 303
    drafts = said_by(site.newcomer.get("/drafts"))
    assert "Pas publié" in drafts
    assert "c’est une publicité" in drafts
    assert "Le banc à vendre" in drafts
    assert "c’est une publicité" in said_by(site.newcomer.get(review))
    assert site.newcomer.get(address).status_code == 404
    assert "Rien n’attend d’être relu" in said_by(site.editor.get("/admin/reviews"))


def test_what_was_refused_is_told_on_the_pages_that_its_author_comes_to(
    site: Site,
) -> None:
    """Who confirmed no address gets no letter: the first page and the bell's say it."""
    site.newcomer.publishes("method", title="Le banc à vendre")
    site.editor.post(f"{site.waiting()}/refuse", page="/", reason="c’est une publicité")
    told = {path: said_by(site.newcomer.get(path)) for path in ("/", "/notifications")}
    assert "1 texte à reprendre" in told["/"]
    assert "brouillon" not in told["/"].partition("Bonjour")[2][:60]
    assert "Un de vos textes n’a pas été publié" in told["/notifications"]
    assert "texte à reprendre" not in said_by(site.other.get("/"))
    draft = re.search(r"/drafts/([a-z0-9]{12})/drop", site.newcomer.get("/drafts").text)
    assert draft is not None
    form = site.newcomer.get(f"/sheets/new/method?draft={draft[1]}")
    assert "Pas publié\u00a0: c’est une publicité" in form.text
    site.newcomer.post(f"/drafts/{draft[1]}/drop", page="/drafts")
    for path in told:
        after = said_by(site.newcomer.get(path))
        assert "texte à reprendre" not in after
        assert "n’a pas été publié" not in after


def test_what_comes_again_says_why_it_was_given_back(site: Site) -> None:
    """Whoever reviews it next reads what was asked for; nobody else does."""
    site.newcomer.publishes("method", title="Le banc des voisines")
    waits = site.waiting()
    site.editor.post(f"{waits}/refuse", page=waits, reason="Dites combien vous étiez.")
    bell = site.newcomer.get("/account?lang=fr").get_data(as_text=True)
    assert re.search(r'class="bell__count">.*?1</span>', bell)
    assert "Rien pour l’instant" not in said_by(site.newcomer.get("/notifications"))
    draft = re.findall(
        r'href="(/sheets/new/method\?draft=\w+)"',
        site.newcomer.get("/drafts").get_data(as_text=True),
    )[0]
    page = site.newcomer.get(draft).get_data(as_text=True)
    kept = {
        name: re.findall(rf'name="{name}" value="([^"]*)"', page)[0]
        for name in ("_draft", "_revision", "_tab", "_given")
    }
    typed = filled(title="Le banc des voisines", summary=SUMMARY)
    site.newcomer.post(draft, _do="publish", _confirmed="on", **{**typed, **kept})
    bell = site.newcomer.get("/account?lang=fr").get_data(as_text=True)
    assert 'class="bell__count"' not in bell
    asked = "Rendu une première fois : Dites combien vous étiez."
    assert asked in said_by(site.editor.get("/admin/reviews?lang=fr"))
    again = site.editor.get(f"{site.waiting()}?lang=fr")
    assert asked in said_by(again)
    own = site.newcomer.get(f"{site.waiting()}?lang=fr").get_data(as_text=True)
    assert f'href="{draft}"' in own


def test_its_author_takes_a_text_back(site: Site) -> None:
    site.newcomer.publishes("method", title="Le banc")
    review = site.waiting()
    assert site.other.post(f"{review}/withdraw", page="/drafts").status_code == 404
    assert "Voir ce qui attend" in said_by(site.newcomer.get("/drafts"))
    site.newcomer.post(f"{review}/withdraw", page=review)
    drafts = said_by(site.newcomer.get("/drafts"))
    assert "Le banc" in drafts
    assert "Voir ce qui attend" not in drafts
    assert site.editor.get(review).status_code == 404


def test_throwing_a_draft_away_takes_it_out_of_the_queue(site: Site) -> None:
    address = site.newcomer.publishes("method", title="Le banc")
    sheet = address.split("/")[2]
    site.newcomer.post(f"/drafts/{sheet}/drop", page="/drafts")
    assert "Rien n’attend" in said_by(site.editor.get("/admin/reviews"))


def test_the_fourth_text_stays_a_draft(site: Site) -> None:
    for count in range(3):
        site.newcomer.publishes("method", title=f"Fiche {count}")
    answer = site.newcomer.post(
        "/sheets/new/method",
        _do="publish",
        _confirmed="on",
        **filled(title="La quatrième"),
    )
    assert answer.headers["Location"] == "/drafts"
    told = said_by(site.newcomer.get("/drafts"))
    assert "3 de vos textes attendent déjà d’être relus" in told
    assert "La quatrième" in told
    assert "3 textes attendent" in said_by(site.editor.get("/admin/reviews"))


def test_only_who_may_review_decides(site: Site) -> None:
    site.newcomer.publishes("method", title="Le banc")
    review = site.waiting()
    for what in ("accept", "refuse"):
        answer = site.newcomer.post(
            f"{review}/{what}", page=review, reason="une raison"
        )
        assert answer.status_code == 403
    assert site.other.get("/admin/reviews").status_code == 403


def test_the_menu_counts_what_waits_for_who_may_review(site: Site) -> None:
    site.newcomer.publishes("method", title="Le banc")
    assert "À relire (1)" in site.editor.get("/").get_data(as_text=True)
    assert "À relire" not in site.newcomer.get("/").get_data(as_text=True)


def test_what_both_changed_is_told_and_cannot_be_accepted(site: Site) -> None:
    address = site.editor.publishes("method", title="Le banc", summary=SUMMARY)
    edit = f"{address.rpartition('/')[0]}/edit"
    for who, title in ((site.newcomer, "Le banc rouge"), (site.editor, "Le banc vert")):
        who.post(
            edit,
            _do="publish",
            _confirmed="on",
            _parent="1",
            change_note="la couleur",
            **filled(title=title, summary=SUMMARY),
        )
    review = site.waiting()
    told = site.editor.get(review).get_data(as_text=True)
    assert "Quelqu’un a changé les mêmes passages" in told
    assert "/accept" not in told
    assert site.editor.post(f"{review}/accept", page=review).status_code == 409


def test_who_writes_first_edits_is_told_before_publishing(site: Site) -> None:
    said = "quelqu’un la relira"
    assert said in said_by(site.newcomer.get("/sheets/new/method"))
    assert said not in said_by(site.editor.get("/sheets/new/method"))
