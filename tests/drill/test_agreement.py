"""Our check against pyshacl on every one-value mutant of every field."""

import pytest

from tests.core.kinds.examples import KINDS, SCHEMA
from tests.core.kinds.mutants import spoilt
from tests.core.kinds.shacl_judge import differences

pytestmark = pytest.mark.thorough

LEAST = 1_000
"""How many mutants each kind has at the least."""


@pytest.mark.parametrize("kind_key", KINDS)
def test_pyshacl_agrees_on_every_mutant_of_a_kind(kind_key: str) -> None:
    kind = SCHEMA.kinds[kind_key]
    sheets = {
        f"{field.key}|{name}": values
        for field in kind.fields
        for name, values in spoilt(SCHEMA, kind, field, everything=True).items()
    }
    assert len(sheets) > LEAST
    assert differences(SCHEMA, kind, sheets) == {}
