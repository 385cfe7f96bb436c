"""The reference client, ldes-client, pulls everything and then what is new."""

import re
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from commons.adapters.store.log import blocks, revisions as archive
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Revision
from commons.core.domain.site.purge import LegalBasis, PurgeSort
from commons.core.kinds.rdfio.namespaces import full_iri
from commons.services.stewardship.purge.plan import PurgeOrder
from commons.services.stewardship.purge.removal import purge
from tests.clients.conftest import Live, pull_feed
from tests.feeds.makers import CAMILLE, created, deleted, updated, written

pytestmark = [pytest.mark.clients, pytest.mark.usefixtures("small")]

_ISSUED = full_iri("dct:issued")
_OF = full_iri("dct:isVersionOf")


def pull(node: Path, live: Live, *words: str) -> list[Quad]:
    """Give what the client prints."""
    printed = pull_feed(node, f"{live.address}/feeds/ldes", *words)
    return list(parse(printed, format=RdfFormat.N_QUADS))


def versions(quads: list[Quad]) -> list[str]:
    """Give the versions in the order in which their members were printed."""
    told = [q.subject for q in quads if q.predicate.value == _OF]
    return [one.value for one in told if isinstance(one, NamedNode)]


def named(quad: Quad) -> bool:
    return isinstance(quad.graph_name, NamedNode)


def log(live: Live, after: int = 0) -> list[Revision]:
    with live.parts.store.read() as work:
        return archive.changes_after(work, after, 1_000)


def names(live: Live, revisions: list[Revision]) -> list[str]:
    return [iri.version_iri(one.sheet, one.number, live.address) for one in revisions]


def test_it_pulls_all_in_order_and_then_exactly_what_is_new(
    live: Live, node: Path, tmp_path: Path
) -> None:
    written(live.parts, 27)
    first, second = created(live.parts), created(live.parts)
    kept = ("-o", "ascending", "-s", str(tmp_path / "state"))
    quads = pull(node, live, *kept)
    before = log(live)
    assert versions(quads) == names(live, before)
    with live.parts.store.read() as work:
        stored = [
            quad
            for _, _, block in blocks.named_blocks(work, 0, 1_000)
            for quad in parse(iri.expand_base(block, live.address), RdfFormat.N_QUADS)
        ]
    people = f"{live.address}/people/"  # the client keeps what is about a member
    kept_by_it = {q for q in stored if people not in str(q.subject) or named(q)}
    assert set(quads) == kept_by_it

    three = [created(live.parts, f"Fiche {number}") for number in range(3)]
    two = [updated(live.parts, three[0], body="Deux"), updated(live.parts, first)]
    gone = deleted(live.parts, second)
    relicensed = updated(live.parts, first, licence="CC0-1.0")
    seven = [*three, *two, gone, relicensed]
    live.asked.clear()
    resumed = pull(node, live, *kept)
    assert len(live.asked) <= 6, live.asked
    assert versions(resumed) == names(live, seven) == names(live, log(live, 29))
    licence = next(
        q.object
        for q in resumed
        if q.predicate.value == full_iri("dct:license")
        and q.subject == NamedNode(names(live, [relicensed])[0])
    )
    assert licence == NamedNode("https://creativecommons.org/publicdomain/zero/1.0/")
    assert pull(node, live, *kept) == []


def test_it_pulls_the_last_version_of_each_sheet_tombstones_included(
    live: Live, node: Path
) -> None:
    written(live.parts, 20)
    gone = deleted(live.parts, created(live.parts))
    quads = pull(node, live, "--last-version-only", "--materialize")
    heads = {one.sheet: one for one in log(live)}
    told = {
        str(q.subject).strip("<>").rpartition("/")[2]: str(q.object).split('"')[1]
        for q in quads
        if q.predicate.value == _ISSUED
    }
    assert told == {key: clock.iso_format(head.instant) for key, head in heads.items()}
    deletes = [q for q in quads if q.object == NamedNode(full_iri("as:Delete"))]
    (sheet,) = {q.subject for q in deletes}
    assert sheet == NamedNode(iri.sheet_iri(gone.sheet, live.address))


def test_it_materialises_in_order_what_came_after_an_instant(
    live: Live, node: Path
) -> None:
    written(live.parts, 30)
    revisions = log(live)
    after = clock.iso_format(revisions[16].instant)
    quads = pull(node, live, "-o", "ascending", "--materialize", "--after", after)
    told = [str(q.object).split('"')[1] for q in quads if q.predicate.value == _ISSUED]
    assert told == [clock.iso_format(one.instant) for one in revisions[17:]]
    assert not [q for q in quads if re.search("isVersionOf", str(q.predicate))]


def test_with_the_state_of_before_it_ends_without_what_was_removed(
    live: Live, node: Path, tmp_path: Path
) -> None:
    written(live.parts, 9)
    first = created(live.parts, "Le mur")
    whole = updated(live.parts, first, body="Un xylographe.")
    other = updated(live.parts, created(live.parts, "Le banc"), body="Un xylographe.")
    kept = ("-o", "ascending", "-s", str(tmp_path / "state"))
    told = pull(node, live, *kept)
    assert "xylographe" in str(told)
    for sheet, numbers in ((whole.sheet, (2,)), (other.sheet, ())):
        order = PurgeOrder(
            sort=PurgeSort.VERSION if numbers else PurgeSort.SHEET,
            target=sheet,
            numbers=numbers,
            basis=LegalBasis.COURT,
            actor=CAMILLE,
        )
        with live.parts.store.write() as work:
            purge(live.parts.schema, work, order)
    resumed = pull(node, live, *kept)
    assert "xylographe" not in str(resumed)
    heads = {one.sheet: one for one in log(live)}
    ends = {
        version.rpartition("/v/")[0]: version for version in versions(told + resumed)
    }
    assert sorted(ends.values()) == sorted(names(live, list(heads.values())))
    said = [q for q in told + resumed if str(q.graph_name)[1:-1] in ends.values()]
    assert said
    assert "xylographe" not in str(said)
    assert "xylographe" not in str(pull(node, live, "-o", "ascending"))
