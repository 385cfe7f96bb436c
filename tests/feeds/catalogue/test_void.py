"""The dataset as VoID: how much there is, and where."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from commons.adapters.rdf.formats import FORMATS
from commons.core.domain.addresses import iri
from commons.feeds.catalogue.dcat import Site
from commons.feeds.catalogue.dump_releases import Dump, Release
from commons.feeds.catalogue.void import dataset_triples
from commons.feeds.encoding.namespaces import prefixed_node
from commons.feeds.protocols import PROTOCOLS
from tests.core.kinds.examples import SCHEMA

BASE = iri.BASE_PLACEHOLDER
SHEETS = NamedNode(iri.catalogue_iri("sheets"))
KINDS = [(SCHEMA.kinds["method"], 3), (SCHEMA.kinds["tool"], 0)]
SITE = Site(
    name="Le Commun",
    language="fr",
    contact="",
    licences=SCHEMA.licences,
    protocols=PROTOCOLS,
    modified=None,
    release=None,
)


def a_dump(variant: str, quads: int) -> Dump:
    name = f"{variant}-1.nq.gz"
    return Dump(
        name=name, variant=variant, versions=1, quads=quads, size_bytes=9, sha256="a"
    )


RELEASED = replace(
    SITE,
    release=Release(
        instant=datetime(2026, 3, 13, tzinfo=UTC),
        head=4,
        edition=1,
        base="http://commons.example",
        dumps=(a_dump("current", 70), a_dump("history", 90)),
    ),
)


def objects(triples: tuple[Triple, ...], name: str, of: NamedNode = SHEETS) -> set[str]:
    """Give what the dataset has under a name."""
    node = prefixed_node(name)
    found = [t.object for t in triples if t.subject == of and t.predicate == node]
    return {one.value for one in found if isinstance(one, NamedNode | Literal)}


def test_sheets_are_counted_in_all_and_by_kind() -> None:
    told = dataset_triples(SITE, KINDS, "")
    assert objects(told, "void:entities") == {"3"}
    parts = {
        key: NamedNode(iri.catalogue_iri(f"kind-{key}")) for key in ("method", "tool")
    }
    assert objects(told, "void:classPartition") == {one.value for one in parts.values()}
    assert objects(told, "void:entities", parts["method"]) == {"3"}
    assert objects(told, "void:entities", parts["tool"]) == {"0"}
    classes = objects(told, "void:class", parts["tool"])
    assert classes == {SCHEMA.kinds["tool"].classes[0]}


def test_before_the_first_sheet_and_dump_none_is_named() -> None:
    told = dataset_triples(SITE, KINDS, "")
    for name in ("void:exampleResource", "void:dataDump", "void:triples"):
        assert objects(told, name) == set()


def test_a_sheet_is_the_example_and_dumps_have_their_lasting_names() -> None:
    told = dataset_triples(RELEASED, KINDS, "0123456789ab")
    assert objects(told, "void:exampleResource") == {f"{BASE}/sheets/0123456789ab"}
    assert objects(told, "void:dataDump") == {
        f"{BASE}/dumps/current.nq.gz",
        f"{BASE}/dumps/history.nq.gz",
    }
    assert objects(told, "void:triples") == {"70"}


def test_every_protocol_and_every_format_is_named() -> None:
    told = dataset_triples(SITE, KINDS, "")
    assert objects(told, "void:rootResource") == {BASE + row.path for row in PROTOCOLS}
    assert len(objects(told, "void:feature")) == len(FORMATS)
    assert len(objects(told, "void:vocabulary")) == 8


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_dataset_bears_the_name_of_the_site_in_both_languages(
    language: str,
) -> None:
    titles = [
        t.object
        for t in dataset_triples(SITE, KINDS, "")
        if t.subject == SHEETS and t.predicate == prefixed_node("dct:title")
    ]
    (title,) = (t for t in titles if isinstance(t, Literal) and t.language == language)
    assert title.value.startswith("Le Commun")
    assert "%" not in title.value


def test_nothing_is_told_twice() -> None:
    told = dataset_triples(RELEASED, KINDS, "0123456789ab")
    assert len(set(told)) == len(told)
