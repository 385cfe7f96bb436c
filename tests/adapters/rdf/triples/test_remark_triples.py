"""A page of remarks as Activity Streams: one collection, notes, who and when."""

from datetime import UTC, datetime

from pyoxigraph import NamedNode

from commons.adapters.rdf.triples.remark_triples import RemarkPage, remark_triples
from commons.adapters.rdf.triples.terms import prefixed_node
from commons.core.domain.addresses import iri
from commons.core.domain.people.remark import Remark
from commons.core.domain.sheet import Person

SHEET = "0123456789ab"
ASKED = Remark(
    id="aaaaaaaaaaaa",
    sheet=SHEET,
    account="cccccccccccc",
    author=Person(id="bbbbbbbbbbbb", name="Ana"),
    instant=datetime(2026, 3, 13, 12, tzinfo=UTC),
    edited=datetime(2026, 3, 13, 13, tzinfo=UTC),
    text="Et s’il pleut ?",
    question=True,
)


def told(number: int, pages: int) -> dict[tuple[str, str], list[str]]:
    """Return the objects of a page by the local names of subject and property."""
    page = RemarkPage(
        sheet=SHEET, number=number, pages=pages, total=250, remarks=(ASKED,)
    )
    found: dict[tuple[str, str], list[str]] = {}
    for triple in remark_triples(page):
        assert isinstance(triple.subject, NamedNode)
        subject = triple.subject.value.removeprefix(iri.BASE_PLACEHOLDER)
        name = triple.predicate.value.rpartition("#")[2]
        found.setdefault((subject, name), []).append(triple.object.value)  # type: ignore[union-attr]  # no triple is an object here
    return found


def test_a_question_says_who_when_and_about_what() -> None:
    note = f"/remarks/{ASKED.id}"
    found = told(1, 1)
    types = [prefixed_node("as:Note").value, prefixed_node("schema:Question").value]
    assert found[(note, "type")] == types
    assert found[(note, "attributedTo")] == [iri.person_iri("bbbbbbbbbbbb")]
    assert found[(note, "inReplyTo")] == [iri.sheet_iri(SHEET)]
    assert found[(note, "content")] == ["Et s’il pleut ?"]
    assert found[(note, "published")] == ["2026-03-13T12:00:00.000Z"]
    assert found[(note, "updated")] == ["2026-03-13T13:00:00.000Z"]
    assert not any("cccccccccccc" in text for texts in found.values() for text in texts)


def test_one_page_needs_no_pages() -> None:
    every = f"/sheets/{SHEET}/remarks"
    found = told(1, 1)
    assert found[(every, "totalItems")] == ["250"]
    assert found[(every, "items")] == [iri.remark_iri(ASKED.id)]
    assert (every, "first") not in found


def test_a_page_among_others_leads_to_those_beside_it() -> None:
    every = f"/sheets/{SHEET}/remarks"
    found = told(2, 3)
    itself = f"{every}?page=2"
    assert found[(itself, "partOf")] == [iri.remarks_iri(SHEET)]
    assert found[(itself, "prev")] == [f"{iri.remarks_iri(SHEET)}?page=1"]
    assert found[(itself, "next")] == [f"{iri.remarks_iri(SHEET)}?page=3"]
    assert found[(itself, "items")] == [iri.remark_iri(ASKED.id)]
    assert (every, "items") not in found
