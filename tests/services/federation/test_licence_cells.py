"""Every cell of the matrix of licences, for what is adapted from another site."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest

from commons.core.domain.addresses import iri
from commons.errors import RemoteError
from commons.services.editing.submit import Published
from commons.services.federation import originals
from commons.services.federation.adapting import (
    AdaptationWishes,
    Adapting,
    adapt_original,
    choices_for,
    find_original,
    publish_adapted,
)
from commons.wiring.components import Components
from commons.wiring.deliveries import open_adapting
from tests.conftest import instance
from tests.federated import OtherSites
from tests.services.federation.foreign import SITE, foreign_version, serve_version
from tests.services.federation.test_foreign_page import html_of
from tests.services.licence_matrix import CELLS, CHANGES, MATRIX, NO, TARGETS, Cell
from tests.services.publishing.test_source_doors import account_of

Original: TypeAlias = Callable[[Components, OtherSites, str], str]
"""Has a site publish under a licence; gives the address."""


@pytest.fixture(scope="module")
def parts(
    empty_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Components]:
    """Give one instance for all cells: sheets of their own do not meet."""
    with instance(tmp_path_factory.mktemp("cells") / "instance") as made:
        yield made


def of_commons(parts: Components, sites: OtherSites, licence: str) -> str:
    made = foreign_version({"licence": licence}, sheet=iri.new_id())
    return serve_version(sites, parts.schema, made)


def of_page(parts: Components, sites: OtherSites, licence: str) -> str:
    """Say the licence by its address, where it has one that pages name."""
    named = parts.schema.licences[licence].iri
    address = f"{SITE}/wiki/{licence}"
    told = {"@type": "HowTo", "name": "Le banc", "license": named, "author": "Mona"}
    sites.page(address, html_of(told))
    return address


def published(tools: Adapting, parts: Components, address: str, cell: Cell) -> bool:
    """Adapt what is at an address under a licence; say whether it was published."""
    account = account_of(parts)
    wishes = AdaptationWishes(
        licence=cell.target,
        source_licence=cell.source,
        changes=CHANGES,
        notice=cell.notice,
    )
    try:
        original = find_original(tools, address)
        adapted = adapt_original(tools, account, original, wishes)
    except RemoteError as refused:
        if refused.sentence not in {originals.NOT_ALLOWED, originals.LINK_ONLY}:
            raise
        return False
    return isinstance(publish_adapted(tools, account, adapted), Published)


@pytest.mark.parametrize(
    ("of", "source"),
    [
        *((of_page, source) for source in MATRIX),
        *((of_commons, source) for source in TARGETS),
    ],
)
def test_nothing_is_adapted_that_the_matrix_refuses_and_the_rest_is(
    parts: Components, of: Original, source: str
) -> None:
    sites = OtherSites()
    tools = open_adapting(replace(parts, remote=sites))
    address = of(parts, sites, source)
    cells = [cell for cell in CELLS if cell.source == source]
    found = [cell.title for cell in cells if published(tools, parts, address, cell)]
    assert found == [cell.title for cell in cells if cell.lets]


@pytest.mark.parametrize("source", sorted(set(MATRIX) - set(TARGETS)))
def test_of_a_commons_that_publishes_under_what_none_may_nothing_is_adapted(
    parts: Components, source: str
) -> None:
    sites = OtherSites()
    tools = open_adapting(replace(parts, remote=sites))
    address = of_commons(parts, sites, source)
    cells = [cell for cell in CELLS if cell.source == source]
    assert not any(published(tools, parts, address, cell) for cell in cells)


@pytest.mark.parametrize("source", MATRIX)
def test_the_licences_to_choose_from_are_those_that_the_matrix_allows(
    parts: Components, source: str
) -> None:
    sites = OtherSites()
    tools = open_adapting(replace(parts, remote=sites))
    original = find_original(tools, of_page(parts, sites, source))
    verdicts = dict(zip(TARGETS, MATRIX[source].split(), strict=True))
    if set(verdicts.values()) == {NO}:
        with pytest.raises(RemoteError) as refused:
            choices_for(parts.schema, original, source)
        assert refused.value.sentence == originals.LINK_ONLY
        return
    told = {
        one.licence.key: one.verdict
        for one in choices_for(parts.schema, original, source)
    }
    signs = {"allowed": "✔", "with_notice": "◐", "refused": "✘"}
    offered = {key for key, one in parts.schema.licences.items() if one.offered}
    assert offered <= set(told)
    assert {key: signs[verdict] for key, verdict in told.items()} == {
        key: verdicts[key] for key in told
    }
