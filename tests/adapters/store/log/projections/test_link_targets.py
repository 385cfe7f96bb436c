"""The links between sheets, asked from either end and by relation."""

from dataclasses import replace

import pytest

from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.log.projections import link_targets
from commons.adapters.store.log.projections.link_targets import LinkChange
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import (
    ITEMS,
    REFERENCES,
    SOURCES,
    TRANSLATION,
    TRIED,
    Action,
    SheetLink,
)
from tests.adapters.store.makers import mentions, publish
from tests.adapters.store.statements import asked_here

TARGET = "zzzzzzzzzzzz"
USED = SheetLink(relation="tools_used", target=TARGET)


def titles(work: Work, target: str, relation: str = "", limit: int = 50) -> list[str]:
    found = link_targets.links_to(work, target, relation, limit=limit)
    return [one.title for one in found]


def test_what_links_to_a_sheet_follows_the_head_and_comes_by_title(
    store: Store,
) -> None:
    with store.write() as work:
        zebra = publish(work, title="Zèbre", links=mentions(TARGET, TARGET))
        publish(work, title="Écluse", links=mentions(TARGET))
        lost = publish(work, title="Abandon", links=mentions(TARGET))
        publish(work, lost.sheet, 1, title="Abandon")
    with store.read() as work:
        assert titles(work, TARGET) == ["Écluse", "Zèbre"]
        assert titles(work, TARGET, limit=1) == ["Écluse"]
        assert titles(work, zebra.sheet) == []


def test_a_relation_is_asked_alone_and_a_sheet_of_two_comes_once(
    store: Store,
) -> None:
    other = iri.new_id()
    with store.write() as work:
        both = publish(work, title="Les deux", links=[USED, *mentions(TARGET, other)])
        publish(work, title="Un mot", links=mentions(TARGET))
    with store.read() as work:
        assert titles(work, TARGET) == ["Les deux", "Un mot"]
        assert titles(work, TARGET, limit=2) == ["Les deux", "Un mot"]
        assert titles(work, TARGET, "tools_used") == ["Les deux"]
        assert titles(work, TARGET, REFERENCES) == ["Les deux", "Un mot"]
        assert titles(work, TARGET, "methods_used") == []
        mentioned = sorted(mentions(TARGET, other), key=lambda link: link.target)
        found = link_targets.links_from(work, both.sheet)
        assert found == [*mentioned, USED]
        assert link_targets.links_from(work, both.sheet, "tools_used") == [USED]
        assert link_targets.links_from(work, TARGET) == []


@pytest.mark.parametrize("relation", [ITEMS, SOURCES, TRANSLATION, TRIED])
def test_by_which_relations_sheets_link_to_one_is_asked_at_once(
    store: Store, relation: str
) -> None:
    link = SheetLink(relation=relation, target=TARGET, target_version=1)
    with store.write() as work:
        made = publish(work, links=[link, *mentions(TARGET)])
        publish(work, links=[USED])
    with store.read() as work, asked_here() as asked:
        cited = {link_targets.CITED}
        assert link_targets.relations_to(work, TARGET) == {relation} | cited
        assert link_targets.relations_to(work, made.sheet) == frozenset()
    assert len(asked.statements) == 2
    with store.write() as work:
        publish(work, made.sheet, 1)
        assert link_targets.relations_to(work, TARGET) == cited


@pytest.mark.parametrize(
    ("relation", "number", "cited"),
    [
        (ITEMS, None, False),
        (TRIED, 1, False),
        ("tools_used", None, True),
        ("tools_used", 1, False),
    ],
)
def test_a_sheet_is_cited_where_others_name_it_whichever_version_stands(
    store: Store, relation: str, number: int | None, *, cited: bool
) -> None:
    link = SheetLink(relation=relation, target=TARGET, target_version=number)
    with store.write() as work:
        publish(work, links=[link])
        found = link_targets.citing_sheets(work, TARGET, limit=9)
        assert bool(found) == cited
        assert (link_targets.CITED in link_targets.relations_to(work, TARGET)) == cited


def test_a_version_is_kept_and_of_several_the_latest(store: Store) -> None:
    links = [
        SheetLink(relation="sources", target=TARGET, target_version=version)
        for version in (2, 3, None, 1)
    ]
    with store.write() as work:
        head = publish(work, links=links)
        assert link_targets.links_from(work, head.sheet) == [links[1]]
        gone = publish(work, head.sheet, 1, action=Action.DELETE, links=links)
        assert link_targets.link_rows(gone, links) == []
        assert link_targets.links_from(work, head.sheet) == []


def test_links_that_change_are_written_and_those_that_stay_are_not(
    store: Store,
) -> None:
    stays, goes, comes = (
        SheetLink(relation="tools_used", target=target, target_version=None)
        for target in (TARGET, iri.new_id(), iri.new_id())
    )
    with store.write() as work:
        head = publish(work, links=[stays, goes])
        with asked_here() as asked:
            link_targets.note_links(
                work, replace(head, number=2), LinkChange([goes, stays], [stays, goes])
            )
        assert asked.statements == []
        link_targets.note_links(
            work, replace(head, number=2), LinkChange([stays, comes], [stays, goes])
        )
        assert {*link_targets.links_from(work, head.sheet)} == {stays, comes}
        link_targets.note_links(work, replace(head, number=3), LinkChange([stays]))
        assert link_targets.links_from(work, head.sheet) == [stays]


def test_sheets_are_named_by_their_heads_tombstones_too(store: Store) -> None:
    with store.write() as work:
        stands = publish(work, title="Le café")
        gone = publish(work, title="Le banc")
        publish(work, gone.sheet, 1, title="Le banc", action=Action.DELETE)
    with store.read() as work:
        found = link_targets.named_heads(work, [stands.sheet, gone.sheet, TARGET])
    assert {head.title: head.deleted for head in found.values()} == {
        "Le café": False,
        "Le banc": True,
    }
    assert found[stands.sheet].slug == "le-cafe"
