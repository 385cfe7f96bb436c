"""What the log says against an adaptation: of its sources here, and of those before."""

from dataclasses import replace
from typing import Any

import pytest

from commons.adapters.store.log import revisions
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Values
from commons.core.domain.schema.problem import Problem, Rule, Severity
from commons.core.domain.sheet import Action, Person, Revision
from commons.core.kinds.rules.licence_rules import MOST_SOURCES
from commons.errors import UnfitSheetError
from commons.services.history.revert import RevertedField, revert_field, revert_sheet
from commons.services.publishing.law.source_law import complete_sources
from commons.services.publishing.law.source_records import read_records
from commons.services.publishing.publish import NewRevision, publish_version
from commons.services.publishing.save import save_sheet
from commons.wiring.components import Components
from tests.adapters.store.makers import CAMILLE
from tests.adapters.store.statements import asked_here
from tests.feeds.conftest import Desk

SITE = "https://commun.example"
CHANGES = "Le déroulé est raccourci, et les exemples sont d’ici."


def row(address: str, licence: str = "CC-BY-SA-4.0", **more: Any) -> dict[str, Any]:
    """Give a row of sources."""
    said = {"title": "Le lavoir", "author": "Mona", "licence": licence}
    return {"url": address, **said, "changes": CHANGES, **more}


def address_of(original: Revision) -> str:
    return iri.version_iri(original.sheet, original.number, SITE)


def saved(
    parts: Components, head: Revision | None, values: Values, **chosen: Any
) -> Revision:
    """Save a version as the form does."""
    with parts.store.write() as work:
        return save_sheet(
            parts.schema,
            work,
            NewRevision(
                sheet=head.sheet if head else iri.new_id(),
                kind="method",
                parent=head.number if head else None,
                action=Action.UPDATE if head else Action.CREATE,
                change_note="relu" if head else "",
                values=values,
                **{"author": CAMILLE, **chosen},
            ),
            confirmed=True,
        )


def taken_back(parts: Components, old: Revision, place: tuple[int, str]) -> Revision:
    wanted = RevertedField(parent=place[0], key=place[1])
    with parts.store.write() as work:
        return revert_field(parts.schema, work, CAMILLE, old, wanted)


def imported(
    parts: Components, first: Revision, values: Values, parent: int = 1, **chosen: Any
) -> Revision:
    """Publish a version as the loading of an export does."""
    with parts.store.write() as work:
        return publish_version(
            parts.schema,
            work,
            NewRevision(
                sheet=first.sheet,
                kind="method",
                parent=parent,
                action=Action.UPDATE,
                author=CAMILLE,
                change_note="relu",
                values=values,
                **chosen,
            ),
        )


def values_of(title: str = "Le puits", **more: Any) -> Values:
    said = {"licence": "CC-BY-SA-4.0", "language": "fr"}
    return {"title": title, "authors": [{"name": "Camille"}], **said, **more}


def rules_of(unfit: pytest.ExceptionInfo[UnfitSheetError]) -> set[Rule]:
    """Give what refuses; what is only to be completed is left out."""
    found = [one for one in unfit.value.problems if isinstance(one, Problem)]
    return {one.rule for one in found if one.severity is Severity.VIOLATION}


def test_a_source_of_ours_is_credited_as_the_log_has_it(parts: Components) -> None:
    original = Desk(parts).put_one(title="Le lavoir", authors=[{"name": "Malo"}])
    lie = row(address_of(original), "CC0-1.0", title="Autre", author="Moi")
    made = saved(parts, None, values_of(sources=[lie]))
    assert made.items("sources") == [row(address_of(original), author="Malo")]


@pytest.mark.parametrize("end", ["", "/le-lavoir", ".ttl", "/history", "?lang=en"])
def test_any_address_of_a_sheet_becomes_that_of_the_version_that_stands(
    parts: Components, end: str
) -> None:
    desk = Desk(parts)
    head = desk.change(desk.put_one(title="Le lavoir"), title="Le grand lavoir")
    typed = f"{SITE}/sheets/{head.sheet}{end}"
    made = saved(parts, None, values_of(sources=[{"url": typed, "changes": CHANGES}]))
    (source,) = made.items("sources")
    assert source == row(address_of(head), title="Le grand lavoir", author="Camille")


@pytest.mark.parametrize(
    ("before", "end", "site"),
    [
        (SITE, "/print", SITE),
        (SITE, ".pdf?lang=en", SITE),
        (SITE, ".json#x", SITE),
        (SITE, "/adapt?territory=Brest", SITE),
        (SITE, "?from=/sheets/", SITE),
        ("https://ailleurs.example/en", "/booklet", "https://ailleurs.example/en"),
        ("", ".ttl", ""),
    ],
)
def test_any_address_of_a_version_becomes_that_of_the_version(
    parts: Components, before: str, end: str, site: str
) -> None:
    original = Desk(parts).put_one(title="Le lavoir")
    path = f"/sheets/{original.sheet}/v/1"
    typed = {"url": f"{before}{path}{end}", "changes": CHANGES}
    said = values_of(sources=[typed])
    with parts.store.read() as work:
        made = complete_sources(parts.schema, read_records(work, said), said)
    assert made["sources"] == [row(site + path, author="Camille")]


@pytest.mark.parametrize(
    "before",
    ["https://ailleurs.example/?to=", "https://ailleurs.example/#", "/foo", "ftp://x"],
)
def test_an_address_within_another_is_of_no_sheet_of_ours(
    parts: Components, before: str
) -> None:
    original = Desk(parts).put_one(title="Le lavoir")
    typed = {"url": f"{before}/sheets/{original.sheet}/v/1", "changes": CHANGES}
    said = values_of(sources=[typed])
    with parts.store.read() as work:
        made = complete_sources(parts.schema, read_records(work, said), said)
    assert made["sources"] == [typed]


def test_an_escaped_address_of_a_version_becomes_a_plain_one(parts: Components) -> None:
    original = Desk(parts).put_one(title="Le lavoir")
    typed = f"{SITE}/%73heets/{original.sheet}/v/%31/print"
    made = saved(parts, None, values_of(sources=[row(typed)]))
    assert made.items("sources") == [row(address_of(original), author="Camille")]


def test_an_address_here_at_which_nothing_is_is_refused_and_one_elsewhere_is_not(
    parts: Components,
) -> None:
    nothing = f"{SITE}/sheets/{iri.new_id()}/v/1"
    with pytest.raises(UnfitSheetError) as unfit:
        saved(parts, None, values_of(sources=[row(nothing)]), site=SITE)
    assert rules_of(unfit) == {Rule.SOURCE_UNKNOWN}
    made = saved(
        parts, None, values_of(sources=[row(nothing)]), site="https://ici.example"
    )
    assert made.items("sources") == [row(nothing)]


@pytest.mark.parametrize(
    "address",
    [
        "https://ailleurs.example/sheets/{}/v/99",
        "https://ailleurs.example/sheets/{}/le-lavoir",
        "https://ailleurs.example/%73heets/{}/v/1",
        "https://ailleurs.example/en/sheets/{}/v/1.ttl",
    ],
)
def test_no_way_of_writing_the_address_frees_a_sheet_from_its_licence(
    parts: Components, address: str
) -> None:
    original = Desk(parts).put_one(title="Le lavoir")
    source = row(address.format(original.sheet), "CC0-1.0")
    with pytest.raises(UnfitSheetError) as unfit:
        saved(parts, None, values_of(licence="CC0-1.0", sources=[source]))
    assert rules_of(unfit) == {Rule.LICENCE}


def test_the_sources_of_a_source_bind_what_is_made_of_it(parts: Components) -> None:
    old = row("https://exemple.org/x", "CC-BY-SA-3.0")
    first = Desk(parts).put_one(title="Le lavoir", sources=[old])
    source = row(address_of(first))
    with pytest.raises(UnfitSheetError) as unfit:
        saved(parts, None, values_of(licence="LAL-1.3", sources=[source]))
    assert rules_of(unfit) == {Rule.LICENCE}
    assert saved(parts, None, values_of(sources=[source])).number == 1


def test_a_source_may_not_be_left_out_but_a_mistake_in_it_put_right(
    parts: Components,
) -> None:
    first = saved(parts, None, values_of(sources=[row("https://exemple.org/lavoir")]))
    with pytest.raises(UnfitSheetError) as unfit:
        saved(parts, first, values_of())
    assert rules_of(unfit) == {Rule.SOURCE_DROPPED}
    assert "Le lavoir" in str(unfit.value)
    moved = saved(parts, first, values_of(sources=[row("https://exemple.org/bassin")]))
    named = row("https://exemple.org/bassin", title="Le bassin")
    renamed = saved(parts, moved, values_of(sources=[named]))
    assert renamed.number == 3
    # an editor may: the licence stays bound
    withdrawn = saved(parts, renamed, values_of(), withdraws=True)
    with pytest.raises(UnfitSheetError) as unfit:
        saved(parts, withdrawn, values_of(licence="CC0-1.0"))
    assert rules_of(unfit) == {Rule.SOURCE_BOUND}


def test_neither_a_field_taken_back_nor_a_later_version_frees_the_licence(
    parts: Components,
) -> None:
    plain = saved(parts, None, values_of())
    sourced = saved(
        parts, plain, values_of(body="Repris.", sources=[row("https://exemple.org/x")])
    )
    with pytest.raises(UnfitSheetError) as unfit:
        taken_back(parts, plain, (sourced.number, "sources"))
    assert rules_of(unfit) == {Rule.SOURCE_DROPPED}
    laxer = values_of(body="Repris.", sources=[row("https://exemple.org/x", "CC0-1.0")])
    third = saved(parts, sourced, laxer)  # it may have been a mistake …
    with pytest.raises(UnfitSheetError) as unfit:
        saved(parts, third, {**laxer, "licence": "CC0-1.0"})  # … and binds all the same
    assert rules_of(unfit) == {Rule.SOURCE_BOUND}


def test_who_goes_back_to_the_text_before_a_source_is_free_of_it(
    parts: Components,
) -> None:
    plain = saved(parts, None, values_of())
    sourced = saved(parts, plain, values_of(sources=[row("https://exemple.org/x")]))
    with parts.store.write() as work:
        back = revert_sheet(parts.schema, work, CAMILLE, plain, sourced.number)
    freer = saved(parts, back, values_of(licence="CC0-1.0"))
    assert (freer.number, freer.licence) == (4, "CC0-1.0")


def test_a_version_of_an_export_is_bound_by_those_before_it_too(
    parts: Components,
) -> None:
    sourced = saved(parts, None, values_of(sources=[row("https://exemple.org/x")]))
    imported(parts, sourced, values_of(), superseded=True)
    with pytest.raises(UnfitSheetError) as unfit:
        imported(parts, sourced, values_of(licence="CC0-1.0"), parent=2)
    assert rules_of(unfit) == {Rule.SOURCE_BOUND}


def test_what_names_no_sheet_asks_the_database_nothing(parts: Components) -> None:
    elsewhere = values_of(sources=[row("https://exemple.org/x")])
    schema = parts.schema
    with parts.store.read() as work, asked_here() as asked:
        assert read_records(work, values_of()).of_rows(values_of()) == {}
        known = read_records(work, elsewhere)
        assert complete_sources(schema, known, elsewhere) is elsewhere
    assert asked.statements == []


def test_a_save_of_an_adaptation_asks_one_question_and_links_it(
    parts: Components,
) -> None:
    original = Desk(parts).put_one(title="Le lavoir")
    sources = [row(address_of(original), author="Camille")]

    def asked_by(values: Values) -> int:
        with parts.store.write() as work, asked_here() as asked:
            save_sheet(
                parts.schema,
                work,
                NewRevision(
                    sheet=iri.new_id(),
                    kind="method",
                    parent=None,
                    action=Action.CREATE,
                    author=CAMILLE,
                    change_note="",
                    values=values,
                ),
                confirmed=True,
            )
        return len(asked.statements)

    plain = asked_by(values_of("Sans source"))
    assert asked_by(values_of("Avec une source", sources=sources)) == plain + 2


def test_the_credit_says_the_day_where_the_licence_asks_for_it(
    parts: Components,
) -> None:
    original = Desk(parts).put_one(title="Le lavoir", licence="etalab-2.0")
    source = {"url": address_of(original), "changes": CHANGES}
    made = saved(parts, None, values_of(sources=[source]))
    (credited,) = made.items("sources")
    assert isinstance(credited, dict)
    assert credited["author"] == f"Camille ({original.instant.date()})"


BRUNO = Person(id="zyxwvtsrqpnm", name="Bruno")


@pytest.mark.parametrize(
    "target", ["CC-BY-SA-4.0", "LAL-1.3", "CC0-1.0", "CC-BY-4.0", "GFDL-1.3"]
)
def test_who_did_not_write_a_sheet_changes_its_licence_as_the_matrix_lets(
    parts: Components, target: str
) -> None:
    first = saved(parts, None, values_of())
    wanted = values_of(licence=target, body="Un mot de plus.")
    if target in {"CC-BY-SA-4.0", "LAL-1.3"}:
        assert (
            saved(parts, first, wanted, author=BRUNO, relicenses=False).licence
            == target
        )
    else:
        with pytest.raises(UnfitSheetError) as unfit:
            saved(parts, first, wanted, author=BRUNO, relicenses=False)
        assert rules_of(unfit) == {Rule.LICENCE_OF_OTHERS}
        assert (
            saved(parts, first, wanted, relicenses=False).licence == target
        )  # its author may


@pytest.mark.parametrize(
    ("key", "licences"),
    [("licence", ("CC0-1.0", "CC-BY-SA-4.0")), ("body", ("CC-BY-SA-4.0", "CC0-1.0"))],
)
def test_a_field_that_goes_back_changes_no_licence_of_what_others_wrote(
    parts: Components, key: str, licences: tuple[str, str]
) -> None:
    before, after = licences
    first = saved(parts, None, values_of(licence=before, body="Un."))
    second = saved(parts, first, values_of(licence=after, body="Deux."))
    wanted = RevertedField(parent=2, key=key)
    with parts.store.write() as work:
        with pytest.raises(UnfitSheetError) as unfit:
            revert_field(parts.schema, work, BRUNO, first, wanted)
        assert rules_of(unfit) == {Rule.LICENCE_OF_OTHERS}
        assert revisions.get_head(work, first.sheet) == second
        wanted = replace(wanted, relicenses=True)
        made = revert_field(parts.schema, work, BRUNO, first, wanted)
        assert made.values[key] == first.values[key]
    third = saved(parts, made, second.values)
    assert taken_back(parts, first, (third.number, key)).number == 5  # its author may


def test_who_is_credited_or_speaks_for_the_authors_may_change_the_licence(
    parts: Components,
) -> None:
    named = values_of(authors=[{"name": "Bruno", "person": BRUNO.id}])
    first = Desk(parts).put_one(**named)
    freer = {**named, "licence": "CC0-1.0"}
    assert (
        saved(parts, first, freer, author=BRUNO, relicenses=False).licence == "CC0-1.0"
    )
    other = saved(parts, None, values_of("Le four"))
    changed = saved(
        parts,
        other,
        values_of("Le four", licence="CC0-1.0"),
        author=BRUNO,
    )
    assert changed.licence == "CC0-1.0"


def test_more_sources_than_can_be_looked_up_are_refused_at_every_door(
    parts: Components,
) -> None:
    original = Desk(parts).put_one(title="Le lavoir")
    many = [
        row(f"{SITE}/sheets/{original.sheet}/v/{number}", author="Camille")
        for number in range(1, MOST_SOURCES + 2)
    ]
    for door in (saved, lambda parts, _, values: Desk(parts).put_one(**values)):
        with asked_here() as asked, pytest.raises(UnfitSheetError) as unfit:
            door(parts, None, values_of(sources=many))
        assert Rule.TOO_MANY in rules_of(unfit)
        assert not [one for one in asked.statements if "VALUES (?, ?)," in one]
    Desk(parts).put_one(sources=[row("https://exemple.org/x")] * MOST_SOURCES)


def test_a_deleted_source_still_binds(parts: Components) -> None:
    desk = Desk(parts)
    original = desk.put_one(title="Le lavoir")
    desk.delete(original)
    source = row(address_of(original))
    with pytest.raises(UnfitSheetError):
        saved(parts, None, values_of(licence="CC0-1.0", sources=[source]))
    made = saved(parts, None, values_of(sources=[source]))
    with parts.store.read() as work:
        assert revisions.get_head(work, made.sheet).number == 1
