"""Themes that editors change hold at once, and sheets are found under what stands."""

import pytest
from sqlalchemy import text

from commons.adapters.search.port import Query
from commons.adapters.store.log.projections import categories
from commons.adapters.store.people import accounts
from commons.adapters.store.site import audit_log, theme_edits
from commons.core.domain.people.account import Account, Role
from commons.core.domain.schema.concept import Scheme
from commons.core.domain.schema.theme import Theme
from commons.core.domain.site.audit import AuditAct
from commons.errors import FullError, NotFoundError, UnfitFormError
from commons.services.operations.checks.repair import find_stale_rows
from commons.services.people.accounts import Application, sign_up
from commons.services.stewardship import themes
from commons.services.stewardship.themes import (
    ChangedThemeError,
    ThemeDesk,
    ThemeForm,
    add_theme,
    change_theme,
    merge_themes,
    move_theme,
    restore_theme,
    retire_theme,
)
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from commons.wiring.shipped import shipped_folder
from tests.feeds.conftest import Desk

SCHEMAS = shipped_folder("schemas")


@pytest.fixture
def editor(parts: Components) -> Account:
    application = Application(
        email="e@exemple.fr",
        name="Éloi",
        password="lampe forêt tasse violon",
        role=Role.EDITOR,
    )
    with parts.store.write() as work:
        account = sign_up(work, application)
    assert account is not None
    return account


class Changing:
    """An instance, and who changes its themes."""

    def __init__(self, parts: Components, account: Account) -> None:
        self.parts = parts
        self.account = account

    def __call__(self, change: object, *of: object, **more: object) -> object:
        with self.parts.store.write() as work:
            desk = ThemeDesk(work=work, folder=SCHEMAS, account=self.account)
            return change(desk, *of, **more)  # type: ignore[operator]

    def scheme(self) -> Scheme:
        return self.parts.schema.schemes["themes"]

    def found(self, key: str) -> int:
        return self.parts.index.search(Query(filters={"theme": (key,)})).total

    def held(self, key: str) -> int:
        with self.parts.store.read() as work:
            heads = categories.heads_after(
                work, ((f"theme:{key}",),), after=0, last=2**62, limit=9
            )
        return len(heads)

    def stale(self) -> list[str]:
        with self.parts.store.read() as work:
            return list(find_stale_rows(self.parts.schema, work))


@pytest.fixture
def change(parts: Components, editor: Account) -> Changing:
    return Changing(parts, editor)


def named(name: str, **more: object) -> ThemeForm:
    return ThemeForm(label={"fr": name, "en": f"{name} in English"}, **more)  # type: ignore[arg-type]


def test_a_theme_is_added_here_and_in_another_process(
    parts: Components, change: Changing
) -> None:
    key = change(add_theme, named("Ponts et gués"))
    assert key == "ponts_et_gues"
    assert list(change.scheme().concepts)[-1] == key
    other = assemble_components(parts.settings)
    assert key in other.schema.schemes["themes"].concepts
    Desk(parts).put_one(themes=[key])
    parts.catch_up()
    assert change.found("ponts_et_gues") == 1
    other.store.close()


def test_a_new_name_finds_and_the_old_one_is_still_read(
    parts: Components, change: Changing
) -> None:
    Desk(parts).put_one(themes=["culture"])
    parts.catch_up()
    form = named("Zythologie", help={"fr": "Boire."})
    assert change(change_theme, "culture", form) == "culture"
    parts.catch_up()
    assert change.scheme().concepts["culture"].label["fr"] == "Zythologie"
    assert parts.index.search(Query(words="zythologie", verbatim=True)).total == 1
    field = parts.schema.kinds["method"].field("themes")
    assert field.type.parse(parts.schema, field, "Culture") == "culture"
    assert field.type.parse(parts.schema, field, "zythologie") == "culture"


def test_sheets_are_found_under_the_theme_that_took_the_place_of_theirs(
    parts: Components, change: Changing
) -> None:
    desk = Desk(parts)
    desk.put_one(themes=["culture"])
    desk.put_one(themes=["culture", "food"])
    desk.put_one(themes=["food"])
    parts.catch_up()
    change(merge_themes, "culture", "food")
    parts.catch_up()
    assert (change.found("food"), change.found("culture")) == (3, 0)
    assert (change.held("food"), change.held("culture")) == (3, 0)
    assert change.scheme().concepts["culture"].key == "food"
    assert "culture" not in list(change.scheme().concepts)
    assert change.stale() == []
    change(restore_theme, "culture")
    parts.catch_up()
    assert (change.found("food"), change.found("culture")) == (2, 2)
    assert change.stale() == []


def test_who_looks_for_a_theme_finds_those_under_it(
    parts: Components, change: Changing
) -> None:
    Desk(parts).put_one(themes=["housing"])
    parts.catch_up()
    form = ThemeForm(
        label={"fr": "Habitat", "en": "Housing"}, parent="town_planning", number=0
    )
    change(change_theme, "housing", form)
    parts.catch_up()
    assert (change.found("town_planning"), change.found("housing")) == (1, 1)
    assert change.held("town_planning") == 1
    assert change.stale() == []
    keys = list(change.scheme().concepts)
    assert keys.index("housing") == keys.index("town_planning") + 1
    change(merge_themes, "town_planning", "mobility")
    parts.catch_up()
    assert change.scheme().concepts["housing"].broader == "mobility"
    assert (change.found("mobility"), change.found("town_planning")) == (1, 0)


def test_an_address_that_follows_a_new_name_leads_from_the_old_one(
    parts: Components, change: Changing
) -> None:
    Desk(parts).put_one(themes=["culture"])
    parts.catch_up()
    key = change(change_theme, "culture", named("Arts vivants", new_address=True))
    parts.catch_up()
    assert key == "arts_vivants"
    scheme = change.scheme()
    assert scheme.concepts["culture"].key == "arts_vivants"
    assert change.found("arts_vivants") == 1
    assert scheme.found_by("arts_vivants") == ("arts_vivants", "culture")


def test_a_retired_theme_stays_and_is_offered_no_more(
    parts: Components, change: Changing
) -> None:
    Desk(parts).put_one(themes=["culture"])
    parts.catch_up()
    change(retire_theme, "culture", retired=True)
    parts.catch_up()
    assert change.found("culture") == 1
    field = parts.schema.kinds["method"].field("themes")

    def offered(*typed: str) -> set[str]:
        rows = field.type.choices(parts.schema, field, list(typed), "fr")
        return {key for key, _, _ in rows}

    assert "culture" not in offered()
    assert "culture" in offered("culture")
    change(retire_theme, "culture", retired=False)
    assert "culture" in offered()


def test_circles_and_depths_are_refused(change: Changing) -> None:
    one = change(add_theme, named("Un"))
    two = change(add_theme, named("Deux", parent=one))
    three = change(add_theme, named("Trois", parent=two))
    for form, control in (
        (named("Quatre", parent=three), "parent"),
        (named("Quatre", parent="nothing"), "parent"),
        (named("Culture"), "label_fr"),
        (named(""), "label_fr"),
        (named("x" * 61), "label_fr"),
        (named("Quatre", help={"fr": "x" * 201}), "help_fr"),
    ):
        with pytest.raises(UnfitFormError) as refused:
            change(add_theme, form)
        assert control in refused.value.faults
    with pytest.raises(UnfitFormError) as refused:
        change(change_theme, one, named("Un", parent=three, number=1))
    assert refused.value.faults == {"parent": themes.FAULTS["circle"]}
    for into in (one, three, "nothing"):
        with pytest.raises(UnfitFormError):
            change(merge_themes, one, into)
    change(merge_themes, "culture", "food")
    with pytest.raises(UnfitFormError):
        change(merge_themes, "food", "culture")
    with pytest.raises(NotFoundError):
        change(merge_themes, "culture", "food")


def test_two_editors_at_once_do_not_write_over_each_other(change: Changing) -> None:
    change(change_theme, "culture", named("Une"))
    with pytest.raises(ChangedThemeError) as refused:
        change(change_theme, "culture", named("Autre"))
    assert refused.value.current.label["fr"] == "Une"
    number = refused.value.current.number
    change(change_theme, "culture", named("Autre", number=number))
    assert change.scheme().concepts["culture"].label["fr"] == "Autre"


def test_themes_change_places(change: Changing) -> None:
    before = list(change.scheme().concepts)
    change(move_theme, before[0], up=True)
    assert list(change.scheme().concepts) == before
    change(move_theme, before[1], up=True)
    assert list(change.scheme().concepts) == [before[1], before[0], *before[2:]]
    change(move_theme, before[1], up=False)
    assert list(change.scheme().concepts) == before


@pytest.mark.parametrize("up", [True, False])
def test_one_that_came_back_beside_its_new_address_moves_too(
    change: Changing, *, up: bool
) -> None:
    change(change_theme, "culture", named("Arts vivants", new_address=True))
    change(restore_theme, "culture")
    both = {"culture", "arts_vivants"}
    before = [key for key in change.scheme().concepts if key in both]
    change(move_theme, before[up], up=up)
    assert [key for key in change.scheme().concepts if key in both] == before[::-1]


def test_none_gets_deeper_than_three_levels_by_another_that_goes(
    change: Changing,
) -> None:
    one = change(add_theme, named("Un"))
    two = change(add_theme, named("Deux", parent=one))
    three = change(add_theme, named("Trois", parent=two))
    other = change(add_theme, named("Autre"))
    change(add_theme, named("Dessous", parent=other))
    with pytest.raises(UnfitFormError) as refused:
        change(merge_themes, other, three)
    assert refused.value.faults == {"into": themes.FAULTS["deep"]}
    change(merge_themes, other, two)


def test_one_that_comes_back_too_deep_stands_by_itself(change: Changing) -> None:
    one = change(add_theme, named("Un"))
    two = change(add_theme, named("Deux", parent=one))
    gone = str(change(add_theme, named("Trois", parent=two)))
    other = change(add_theme, named("Autre"))
    change(merge_themes, gone, other)
    above = change(add_theme, named("Dessus"))
    with change.parts.store.read() as work:
        number = themes.themes_of(work, SCHEMAS)[str(one)].number
    change(change_theme, one, named("Un", parent=above, number=number))
    change(restore_theme, gone)
    assert change.scheme().concepts[gone].broader == ""


def test_their_number_is_bounded_and_each_act_is_audited(
    change: Changing, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(add_theme, named("Un"))
    monkeypatch.setattr(themes, "MOST_THEMES", 18)
    with pytest.raises(FullError):
        change(add_theme, named("Deux"))
    change(change_theme, "culture", named("Trois"))
    with change.parts.store.read() as work:
        acts = audit_log.latest_acts(work, act=AuditAct.THEME, limit=9)
    assert [act.details["done"] for act in acts] == ["change", "add"]
    assert acts[0].details["name_fr_before"] == "Culture"


def test_rows_that_make_no_sense_together_still_make_a_list(
    parts: Components, change: Changing
) -> None:
    words = {"fr": "Un", "en": "One"}
    with parts.store.write() as work:
        who = accounts.all_accounts(work)[0].person.id
        for theme in (
            Theme(key="a", label=words, replaced_by="b"),
            Theme(key="b", label={**words, "fr": "Deux"}, replaced_by="a"),
            Theme(key="c", label={**words, "fr": "Trois"}, parent="d"),
            Theme(key="d", label={**words, "fr": "Quatre"}, parent="c"),
            Theme(key="e", label={**words, "fr": "Cinq"}, replaced_by="nowhere"),
        ):
            theme_edits.put_theme(work, theme, who, [theme.key])
    standing = set(change.scheme().concepts)
    assert {"a", "b", "c", "d", "e"} <= standing
    assert change.scheme().concepts["e"].retired
    parts.catch_up()
    with parts.store.read() as work:
        assert theme_edits.pending_keys(work) == ({}, ())


def test_what_waits_is_done_by_whoever_comes_next(
    parts: Components, change: Changing
) -> None:
    Desk(parts).put_one(themes=["culture"])
    parts.catch_up()
    change(merge_themes, "culture", "food")
    other = assemble_components(parts.settings)
    other.catch_up()
    assert change.found("food") == 1
    other.store.close()


@pytest.mark.parametrize("label", ["", "[", "7", '{"fr": 3}', '{"fr": "Un"}'])
def test_damaged_rows_leave_the_themes_of_the_files(
    parts: Components, change: Changing, label: str
) -> None:
    change(change_theme, "culture", named("Arts"))
    with parts.store.write() as work:
        order = text("UPDATE themes SET label = :label, number = 9")
        work.connection.execute(order, {"label": label})
    other = assemble_components(parts.settings)
    assert "culture" in other.schema.schemes["themes"].concepts
    assert "culture" in change.scheme().concepts
    other.store.close()
