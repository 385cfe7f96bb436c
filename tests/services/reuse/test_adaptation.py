"""An adaptation begins with the text, its source, and a licence that its sources let."""

from dataclasses import replace
from typing import Any

import pytest

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain.schema.kind import Schema
from commons.core.domain.schema.licence import RemixVerdict, remix_verdict
from commons.core.domain.sheet import Person, Revision
from commons.core.kinds.rules.licence_rules import licence_problems
from commons.services.publishing.law.source_law import source_licences
from commons.services.reuse.adaptation import (
    adapted_values,
    licence_choices,
    place_values,
    read_originals,
)
from commons.wiring.assembly import load_schema
from commons.wiring.components import Components
from tests.feeds.conftest import Desk

BASE = "https://commun.example"
ME = Person(id="0123456789ab", name="Nolwenn")
PICTURE = {
    "file": f"{0:064x}.jpg",
    "alt": "Le banc",
    "author": "Malo",
    "licence": "CC-BY-4.0",
}


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema()[0]


@pytest.fixture
def original(parts: Components) -> Revision:
    """Give a published method, with what only its holder can say."""
    made = Desk(parts).put_one(title="Le banc", body="On s’assied.")
    more: dict[str, Any] = {
        "authors": [{"name": "Camille"}, {"name": "Mona", "role": "contributor"}],
        "help": [{"offered": True, "text": "Écrivez-moi."}],
        "images": [PICTURE],
        "territory": [{"code": "commune:88304"}],
        "licence": "CC-BY-4.0",
    }
    return replace(made, values={**made.values, **more})


def adapted(schema: Schema, original: Revision) -> dict[str, Any]:
    kind = schema.kinds[original.kind]
    return dict(adapted_values(schema, kind, [original], ME, BASE))


def test_the_text_is_copied_and_what_speaks_of_its_holder_begins_anew(
    schema: Schema, original: Revision
) -> None:
    values = adapted(schema, original)
    assert values["body"] == "On s’assied."
    assert values["images"] == [PICTURE]
    assert values["authors"] == [{"name": "Nolwenn", "person": ME.id}]
    assert "help" not in values
    assert "territory" not in values


def test_the_source_is_the_version_with_title_authors_address_and_licence(
    schema: Schema, original: Revision
) -> None:
    (source,) = adapted(schema, original)["sources"]
    assert source == {
        "url": f"{BASE}/sheets/{original.sheet}/v/{original.number}",
        "title": "Le banc",
        "author": "Camille",
        "licence": "CC-BY-4.0",
    }


def test_the_sources_of_the_source_stay_behind_it(
    schema: Schema, original: Revision
) -> None:
    older = {
        "url": "https://example.org/x",
        "title": "X",
        "author": "Y",
        "licence": "CC-BY-SA-4.0",
        "changes": "Tout est plus court qu’avant.",
    }
    later = replace(
        original,
        values={**original.values, "sources": [older], "licence": "CC-BY-SA-4.0"},
    )
    values = adapted(schema, later)
    assert values["sources"][1] == older
    assert source_licences(later) == ("CC-BY-SA-4.0",)
    assert values["licence"] == "CC-BY-SA-4.0"


def test_a_long_list_of_authors_is_cut_to_what_a_source_may_say(
    schema: Schema, original: Revision
) -> None:
    many: Any = [{"name": f"Personne {number}"} for number in range(60)]
    crowded = replace(original, values={**original.values, "authors": many})
    (source,) = adapted(schema, crowded)["sources"]
    assert len(source["author"]) == 200


@pytest.mark.parametrize("source", [*load_schema()[0].licences])
def test_the_licence_that_is_proposed_is_one_that_the_check_lets_pass(
    schema: Schema, source: str
) -> None:
    choices = licence_choices(schema, [source])
    assert {one.licence.key for one in choices} >= {
        one.key for one in schema.licences.values() if one.offered
    }
    for one in choices:
        verdict = remix_verdict(schema.licences, source, one.licence.key)
        assert one.verdict is verdict
        values: Any = {
            "licence": one.licence.key,
            "sources": [{"url": "https://example.org/x", "licence": source}],
        }
        assert bool(licence_problems(schema, values)) == (
            one.verdict is not RemixVerdict.ALLOWED
        )
    own = schema.licences[source]
    if own.publishable:
        assert choices[0].licence is own
        assert choices[0].verdict is RemixVerdict.ALLOWED
    ease = [[*RemixVerdict].index(one.verdict) for one in choices]
    assert ease == sorted(ease)


def test_originals_come_once_each_in_the_order_asked(parts: Components) -> None:
    desk = Desk(parts)
    first, second = desk.put_one(title="A"), desk.put_one(title="B")
    desk.change(first, title="A2")
    asked = [(first.sheet, 1), (second.sheet, 1), (first.sheet, 2), (second.sheet, 1)]
    with parts.store.read() as work:
        assert read_originals(work, asked) == (first, second)
        assert read_originals(work, asked[1:]) == (second, read_head(work, first))


def read_head(work: Work, revision: Revision) -> Revision:
    return revisions.get_head(work, revision.sheet)


def test_of_several_sources_every_one_must_allow(schema: Schema) -> None:
    choices = licence_choices(schema, ["CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0"])
    allowed = [
        one.licence.key for one in choices if one.verdict is RemixVerdict.ALLOWED
    ]
    assert allowed == ["CC-BY-SA-4.0"]
    assert licence_choices(schema, ())[0].verdict is RemixVerdict.ALLOWED


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("Douarnenez", "Le banc – Douarnenez"),
        ("  pays  de Brest ", "Le banc – pays de Brest"),
        ("commune:29046", None),
        ("x" * 120, None),
    ],
)
def test_the_territory_that_is_typed_is_read_and_told_in_the_title(
    schema: Schema, typed: str, title: str | None
) -> None:
    kind = schema.kinds["method"]
    values = place_values(schema, kind, "Le banc", typed)
    assert values.get("title") == title
    assert values["territory"]
    assert place_values(schema, kind, "Le banc", "  ") == {}
