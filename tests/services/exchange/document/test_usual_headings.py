"""What the parts of a document are usually called leads to our fields."""

import pytest

from commons.services.exchange.document.usual_headings import heading_mapping
from commons.services.exchange.foreign.mapping_file import name_key
from tests.core.kinds.examples import KINDS, SCHEMA


@pytest.mark.parametrize(
    ("kind", "heading", "fields"),
    [
        ("method", "Déroulement", ("steps",)),
        ("method", "2. Matériel nécessaire :", ("materials",)),
        ("method", "Nombre de participants", ("group_min", "group_max")),
        ("method", "Points de vigilance", ("pitfalls",)),
        ("method", "Duration", ("duration",)),
        ("tool", "Mode d’emploi", ("start",)),
        ("tool", "Limites", ("limits",)),
        ("experience", "Déroulement", ("story",)),
        ("experience", "Contexte", ("need",)),
        ("experience", "Bilan", ("results",)),
    ],
)
def test_a_usual_heading_has_a_field(
    kind: str, heading: str, fields: tuple[str, ...]
) -> None:
    found = heading_mapping(SCHEMA.kinds[kind]).fields
    assert found[name_key(heading)] == fields


@pytest.mark.parametrize("kind", KINDS)
def test_no_heading_leads_to_a_field_that_the_kind_lacks(kind: str) -> None:
    keys = {field.key for field in SCHEMA.kinds[kind].fields}
    named = heading_mapping(SCHEMA.kinds[kind]).fields
    assert {target for targets in named.values() for target in targets} <= keys


@pytest.mark.parametrize("kind", KINDS)
def test_the_label_of_a_field_leads_to_it(kind: str) -> None:
    named = heading_mapping(SCHEMA.kinds[kind]).fields
    for field in SCHEMA.kinds[kind].fields:
        if not any(column.type.names_file for column in field.columns):
            assert field.key in named[name_key(field.label["fr"])]
