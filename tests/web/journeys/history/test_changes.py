"""The latest changes: filtered, marked by editors, followed as a feed."""

import feedparser
import pytest

from tests.people.visitor import Visitor, said_by


@pytest.fixture
def sheet(author: Visitor, editor: Visitor) -> str:
    """Give a sheet of a contributor, beside one of an editor."""
    editor.publishes("method", title="Le banc d’une éditrice")
    return author.publishes("method", title="Le banc à relire", territory="Brest")


def listed(who: Visitor, question: str = "") -> str:
    return said_by(who.get(f"/changes{question}"))


@pytest.mark.parametrize(
    ("question", "both"),
    [
        ("", True),
        ("?unreviewed=1", False),
        ("?new=1", False),
        ("?territory=Brest", False),
        ("?territory=commune:29019&unreviewed=1&new=1", False),
    ],
)
def test_what_is_asked_for_is_listed(
    visitor: Visitor, sheet: str, question: str, both: object
) -> None:
    assert sheet
    words = listed(visitor, question)
    assert "Le banc à relire" in words
    assert ("Le banc d’une éditrice" in words) is both


def test_a_person_is_named_by_their_accounts_name_or_identifier(
    visitor: Visitor, author: Visitor, sheet: str
) -> None:
    assert sheet
    words = listed(visitor, f"?person={author.name.lower()}")
    assert "Le banc à relire" in words
    assert "éditrice" not in words
    unknown = listed(visitor, "?person=personne&territory=Nullepart")
    assert "Personne n’écrit ici sous ce nom." in unknown
    assert "Ce territoire n’est pas connu." in unknown
    assert "Aucune modification ne correspond" in unknown


def test_editors_mark_with_one_click_and_undo_it(
    author: Visitor, editor: Visitor, visitor: Visitor, sheet: str
) -> None:
    assert sheet
    page = "/changes?unreviewed=1"
    assert "Noter comme relue" in listed(editor, "?unreviewed=1")
    for who in (author, visitor):
        assert "Noter comme relue" not in listed(who, "?unreviewed=1")
    assert author.post("/changes/2/mark", page="/drafts").status_code == 403
    done = editor.post("/changes/2/mark", page=page, back=page)
    assert done.headers["Location"] == page
    after = listed(editor, "?unreviewed=1")
    assert "Le banc à relire" not in after
    assert "Annuler" in after
    assert "Remettre à relire" in listed(editor)
    editor.post("/changes/2/mark", page="/changes", _do="unmark", back=page)
    assert "Le banc à relire" in listed(visitor, "?unreviewed=1")
    assert editor.post("/changes/9/mark", page="/changes").status_code == 404


def test_the_same_is_followed_as_a_feed(visitor: Visitor, sheet: str) -> None:
    assert sheet
    answer = visitor.get("/changes.atom?unreviewed=1")
    assert answer.mimetype == "application/atom+xml"
    told = feedparser.parse(answer.get_data())
    assert not told.bozo
    assert [entry.title for entry in told.entries] == ["Le banc à relire"]
    assert told.entries[0].id.endswith("/v/1")
    page = visitor.get("/changes?unreviewed=1").get_data(as_text=True)
    assert "/changes.atom?unreviewed=1" in page
    again = visitor.get(
        "/changes.atom?unreviewed=1", If_None_Match=answer.headers["ETag"]
    )
    assert again.status_code == 304


def test_older_changes_are_led_to(
    visitor: Visitor, author: Visitor, monkeypatch: pytest.MonkeyPatch, sheet: str
) -> None:
    assert sheet
    monkeypatch.setattr("commons.web.journeys.history.changes.CHANGES_SIZE", 1)
    author.publishes("method", title="Le banc plus jeune")
    page = visitor.get("/changes?unreviewed=1").get_data(as_text=True)
    assert "Le banc plus jeune" in page
    assert "Le banc à relire" not in page
    assert "unreviewed=1&amp;before=3" in page
    assert "Le banc à relire" in listed(visitor, "?unreviewed=1&before=3")
    feed = visitor.get("/changes.atom?unreviewed=1").get_data(as_text=True)
    assert 'rel="next"' in feed
