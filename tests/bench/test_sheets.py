"""The sheets that the bench measures with are sheets like any other."""

from commons.core.domain.schema.problem import Severity
from commons.core.kinds.places.register import read_places
from commons.core.kinds.rules.validation import check_values
from commons.core.kinds.schema.loader import read_schema
from tests.bench import sheets
from tests.bench.running import ROOT

SCHEMAS = ROOT / "schemas"


def test_every_version_meets_its_kind() -> None:
    schema = read_schema(SCHEMAS)
    press = sheets.Press(schema=schema, codes=list(read_places(SCHEMAS).codes()))
    for number in range(240):
        for new_revision in sheets.intents(press, number):
            found = check_values(
                schema, schema.kinds[new_revision.kind], new_revision.values
            )
            grave = [p for p in found if p.severity is Severity.VIOLATION]
            assert grave == [], (number, grave)


def test_the_same_number_gives_the_same_sheet() -> None:
    schema = read_schema(SCHEMAS)
    press = sheets.Press(schema=schema, codes=["commune:88304"])
    assert [*sheets.intents(press, 7)] == [*sheets.intents(press, 7)]
    assert sheets.values_of(press, 7) != sheets.values_of(press, 8)
