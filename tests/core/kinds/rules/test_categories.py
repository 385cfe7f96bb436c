import pytest

from commons.core.domain.schema.kind import Values
from commons.core.kinds.places.hierarchy import codes_around
from commons.core.kinds.rules.categories import categories_of, is_category
from commons.wiring.components import Components


def test_a_sheet_stands_by_its_kind_its_themes_and_its_territory(
    parts: Components,
) -> None:
    kind = parts.schema.kinds["method"]
    values: Values = {
        "themes": ["culture", "food"],
        "territory": {"code": "commune:29019"},
    }
    assert categories_of(parts.schema, kind, values) == (
        "kind:method",
        "theme",
        "theme:culture",
        "theme:food",
        "territory",
        "territory:commune:29019",
    )
    assert categories_of(parts.schema, kind, {}) == ("kind:method",)


@pytest.mark.parametrize(
    "values",
    [
        {"territory": {"name": "Chez nous"}},
        {"territory": "nulle part"},
        {"territory": {"code": ["commune:29019"]}},
        {"territory": {"code": "commune : 29019"}},
        {"territory": {"code": "commune:\n"}},
    ],
)
def test_what_is_no_official_place_has_no_shelf(
    parts: Components, values: Values
) -> None:
    found = categories_of(parts.schema, parts.schema.kinds["tool"], values)
    assert [category for category in found if ":" in category] == ["kind:tool"]


def test_the_form_of_a_shelf_is_that_of_a_set_specification() -> None:
    assert all(map(is_category, ("a", "a:b", "territory:commune:2A004", "x:~_.!*'()-")))
    assert not any(map(is_category, ("", ":", "a:", ":a", "a b", "a::b", "é", "a\n")))


def test_a_merged_commune_stands_where_todays_does(parts: Components) -> None:
    assert codes_around(parts.places, "commune:29096") == (
        "commune:29019",
        "department:29",
        "region:53",
    )
    assert codes_around(parts.places, "commune:00000") == ("commune:00000",)
