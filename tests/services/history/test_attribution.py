"""Who wrote what, and what a version changed, from the versions themselves."""

from commons.adapters.store.log import revisions
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Values
from commons.core.domain.sheet import Action, Person, Revision
from commons.services.history.attribution import (
    MOST_PARAGRAPHS,
    Attribution,
    attribute_history,
)
from commons.services.history.change_summary import summarise_changes
from commons.services.publishing.publish import NewRevision, publish_version
from commons.wiring.components import Components

CAMILLE, ROBIN = (Person(id=iri.new_id(), name=name) for name in ("Camille", "Robin"))
BASE: Values = {
    "title": "Le banc",
    "licence": "CC0-1.0",
    "language": "fr",
    "authors": [{"name": "··"}],
}
"""Of which two words count, those of the title."""


def told(parts: Components, *versions: tuple[Person, Values]) -> Attribution:
    """Publish these versions, and ask who wrote the last."""
    sheet, head = iri.new_id(), None
    with parts.store.write() as work:
        for author, values in versions:
            head = publish_version(
                parts.schema, work, _intent(sheet, head, author, values)
            )
        assert head is not None
        return attribute_history(work, parts.schema.kinds["method"], head)


def _intent(
    sheet: str, head: Revision | None, author: Person, values: Values
) -> NewRevision:
    return NewRevision(
        sheet=sheet,
        kind="method",
        parent=head.number if head else None,
        action=Action.UPDATE if head else Action.CREATE,
        author=author,
        change_note="",
        values={**BASE, **values},
    )


def test_shares_are_of_the_words_that_stand(parts: Components) -> None:
    found = told(
        parts,
        (CAMILLE, {"body": "Un deux trois quatre."}),
        (ROBIN, {"body": "Un deux trois quatre. Cinq six."}),
        (CAMILLE, {"body": "Un deux trois quatre. Cinq six."}),
    )
    assert [(s.person, s.words, s.versions) for s in found.shares] == [
        (CAMILLE, 6, 2),
        (ROBIN, 2, 1),
    ]
    assert found.words == 8


def test_words_of_rows_and_lists_count_and_choices_do_not(parts: Components) -> None:
    step = {"title": "Poser", "text": "On pose le banc dehors."}
    found = told(
        parts, (CAMILLE, {"keywords": ["banc"], "themes": ["culture"], "steps": [step]})
    )
    assert found.words == 2 + 1 + 6
    assert [(f.key, f.version) for f in found.fields if f.key == "themes"] == [
        ("themes", 1)
    ]


def test_an_older_version_is_told_of_by_what_came_before_it(parts: Components) -> None:
    found = told(
        parts, (CAMILLE, {"body": "Un."}), (ROBIN, {"body": "Un. Deux."}), (ROBIN, {})
    )
    assert [share.words for share in found.shares] == [2, 0]
    with parts.store.read() as work:
        (newest, *_) = revisions.latest_heads(work, limit=1)
        second = revisions.get_revision(work, newest.sheet, 2)
        before = attribute_history(work, parts.schema.kinds["method"], second)
    assert [(one.person, one.words) for one in before.shares] == [
        (CAMILLE, 3),
        (ROBIN, 1),
    ]


def test_a_field_that_is_gone_is_not_told(parts: Components) -> None:
    found = told(parts, (CAMILLE, {"body": "Un."}), (ROBIN, {}))
    assert "body" not in {f.key for f in found.fields}
    assert [(s.person, s.words) for s in found.shares] == [(CAMILLE, 2), (ROBIN, 0)]


def test_a_summary_counts_words_and_not_their_places() -> None:
    before: Values = {"body": "un deux trois", "title": "A"}
    assert summarise_changes(before, {"body": "trois un deux quatre"}).keys == (
        "body",
        "title",
    )
    found = summarise_changes(before, {"body": "trois un deux quatre", "title": "A"})
    assert (found.keys, found.added, found.removed) == (("body",), 1, 0)


def test_who_helped_and_published_nothing_is_named_too(parts: Components) -> None:
    helped = {"name": ROBIN.name, "role": "assisted_writing", "person": ROBIN.id}
    found = told(parts, (CAMILLE, {"body": "Un deux.", "authors": [helped]}))
    assert [share.person for share in found.shares] == [CAMILLE]
    assert found.beside == (ROBIN,)


def test_so_many_paragraphs_are_told_of_in_all(parts: Components) -> None:
    texts = ["\n\n".join(f"mot{n}" for n in range(700)) for _ in range(2)]
    found = told(parts, (CAMILLE, {"summary": texts[0], "body": texts[1]}))
    assert sum(len(one.paragraphs) for one in found.fields) == MOST_PARAGRAPHS
    left_out = {one.key: one.left_out for one in found.fields if one.left_out}
    whole = ("title", "authors", *texts[0].split(), *texts[1].split())
    assert sum(left_out.values()) == len(whole) - MOST_PARAGRAPHS
    assert next(iter(left_out)) == "body"


def test_less_of_the_past_is_walked_through_where_sentences_are_short(
    parts: Components,
) -> None:
    short, usual = "a\nb" * 40_000, "mot " * 30_000
    for text, is_whole in ((short, False), (usual, True)):
        found = told(parts, *((CAMILLE, {"body": f"{text}{n}"}) for n in range(4)))
        assert (found.since == 1) is is_whole
