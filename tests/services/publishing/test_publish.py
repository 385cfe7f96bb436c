"""One revision goes into the log, within the law, or nothing does."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from commons.adapters.rdf.canonical import render_block
from commons.adapters.store.log import blocks, revisions
from commons.adapters.store.log.projections import file_visibility, link_targets
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.schema.problem import Rule
from commons.core.domain.sheet import Action, Revision
from commons.errors import ConflictError, DamagedError, UnfitSheetError
from commons.services.publishing.publish import NewRevision, publish_version
from commons.wiring.components import Components
from tests.adapters.store.makers import CAMILLE
from tests.core.kinds.examples import KINDS, bare

FIRST = NewRevision(
    sheet="0123456789ab",
    kind="method",
    parent=None,
    action=Action.CREATE,
    author=CAMILLE,
    change_note="",
    values=bare("method"),
)


def put(parts: Components, **chosen: Any) -> Revision:
    with parts.store.write() as work:
        return publish_version(parts.schema, work, replace(FIRST, **chosen))


def versions(parts: Components) -> int:
    with parts.store.read() as work:
        return revisions.head_sequence(work)


@pytest.mark.parametrize("kind", KINDS)
def test_a_version_comes_back_as_it_was_published_with_the_hash_of_its_block(
    parts: Components, kind: str
) -> None:
    made = put(parts, kind=kind, values=bare(kind))
    assert (made.number, made.parent, made.sequence) == (1, None, 1)
    with parts.store.read() as work:
        assert revisions.get_head(work, made.sheet) == made
        ((_, block),) = blocks.blocks_after(work, current=False, after=0, limit=9)
    rendered = render_block(parts.schema, replace(made, hash=""))
    assert (made.hash, block) == (rendered.hash, rendered.block)


@pytest.mark.parametrize("key", ["title", "authors", "licence", "language"])
def test_the_law_holds_for_all_but_tombstones_and_what_is_superseded(
    parts: Components, key: str
) -> None:
    lacking = {name: value for name, value in bare("method").items() if name != key}
    with pytest.raises(UnfitSheetError) as unfit:
        put(parts, values=lacking)
    (problem,) = unfit.value.problems
    assert problem.field == key  # type: ignore[attr-defined]  # a Problem
    assert problem.rule is Rule.REQUIRED  # type: ignore[attr-defined]  # a Problem
    assert versions(parts) == 0
    if key != "title":
        put(parts, values=lacking, superseded=True)
        put(parts, values=lacking, parent=1, action=Action.DELETE)
        assert versions(parts) == 2


def test_what_starts_from_an_older_version_is_a_conflict(parts: Components) -> None:
    put(parts)
    put(parts, parent=1, action=Action.UPDATE)
    for parent in (None, 1, 3):
        with pytest.raises(ConflictError) as late:
            put(parts, parent=parent, action=Action.UPDATE)
        assert late.value.head == 2
    assert versions(parts) == 2


def test_a_hash_that_was_declared_comes_out_again_or_nothing_is_put(
    parts: Components,
) -> None:
    long_ago = clock.now() - timedelta(days=900)
    with pytest.raises(DamagedError):
        put(parts, instant=long_ago, hash="0" * 64)
    assert versions(parts) == 0
    made = put(parts, instant=long_ago)
    assert made.instant < clock.now() - timedelta(days=899)
    again = put(parts, sheet=iri.new_id(), hash="")
    assert again.instant > made.instant


def test_what_a_version_links_to_and_names_is_known_at_once(
    parts: Components,
) -> None:
    target, name = put(parts, sheet=iri.new_id()), f"{'a' * 64}.pdf"
    values = {
        **bare("method"),
        "body": f"Voir [[{target.sheet}]].",
        "files": [{"file": name, "title": "Un document"}],
    }
    citing = put(parts, values=values)
    with parts.store.read() as work:
        found = link_targets.links_to(work, target.sheet, limit=9)
        assert [one.sheet for one in found] == [citing.sheet]
        assert (name, citing.sheet) in file_visibility.every_public(work)
    put(parts, values=values, parent=1, action=Action.DELETE)
    with parts.store.read() as work:
        assert link_targets.links_to(work, target.sheet, limit=9) == []


def test_a_kind_that_nobody_knows_is_refused(parts: Components) -> None:
    with pytest.raises(KeyError):
        put(parts, kind="nonsense")
    assert versions(parts) == 0
