"""A new type of field is one row: what it is, is known on every floor and every page.

The time of day stands for any: a row, a datatype of RDF, and a field of a shape.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from commons.adapters.store.log import revisions
from commons.app import create_app
from commons.core.domain.people.account import Role
from commons.core.domain.schema.kind import Field, Schema, Value
from commons.core.domain.sheet import Person, Revision
from commons.core.kinds.schema.loader import read_schema
from commons.core.kinds.types import registry
from commons.core.kinds.types.plain import PLAIN
from commons.core.text.files.csv_file import read_csv
from commons.errors import SchemaError
from commons.services.exchange.batch.csv_template import csv_template
from commons.services.exchange.batch.outcomes import Fate
from commons.services.exchange.export.folder_export import export_folder
from commons.services.exchange.export.history_import import replay_history
from commons.services.exchange.folder.folder_import import FolderImport, load_folder
from commons.wiring.components import Components
from commons.wiring.shipped import shipped_folder
from tests.conftest import instance
from tests.core.kinds.examples import full
from tests.core.kinds.shacl_judge import differences
from tests.people.visitor import Visitor, filled, said_by
from tests.services.tables import HEADER, loaded, row, table

_TYPED = re.compile(r"(\d{1,2}) ?[h:] ?(\d{2})(?::00)?")
_OURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d:00")


def _parse(_schema: Schema, _field: Field, value: Value) -> Value | None:
    typed = _TYPED.fullmatch(str(value))
    return f"{int(typed[1]):02}:{typed[2]}:00" if typed else value


def _fits(_schema: Schema, _field: Field, value: object) -> bool:
    return isinstance(value, str) and _OURS.fullmatch(value) is not None


def _say(value: Value, language: str) -> str:
    if not _OURS.fullmatch(str(value)):
        return str(value)
    hours, minutes, _ = str(value).split(":")
    return f"{int(hours)} h {minutes}" if language == "fr" else f"{hours}:{minutes}"


TIME = replace(
    PLAIN,
    key="time",
    stated_by=("sh:datatype xsd:time",),
    expects={
        "fr": "une heure, par exemple « 14 h 30 »",
        "en": "a time, such as “14:30”",
    },
    is_counted=True,
    parse=_parse,
    fits=_fits,
    in_words=_say,
    as_typed=_say,
)
TIMETABLE = replace(
    TIME,
    key="timetable",
    stated_by=("dash:editor kc:TimetableEditor",),
    is_fact=False,
    is_counted=False,
)
"""The same, told by an editor and shown in the story of a sheet."""

SHAPE = """
kc:startTime a rdf:Property ; rdfs:label "heure de début"@fr, "starting time"@en .

field:start_time a sh:PropertyShape ; sh:path kc:startTime ;
  sh:name "Heure de début"@fr, "Starting time"@en ;
  sh:description "Quand on commence."@fr, "When it begins."@en ;
  skos:example "18 h 00"@fr, "18:00"@en ;
  sh:group group:practice ; sh:order 4.5 ; sh:datatype xsd:time ; sh:maxCount 1 ;
  kc:facet true .

kc:TimetableEditor a kc:Editor ; rdfs:label "des heures"@fr, "times"@en .
kc:breakTime a rdf:Property ; rdfs:label "pause"@fr, "break"@en .
field:breaks a sh:PropertyShape ; sh:path kc:breakTime ;
  sh:name "Pauses"@fr, "Breaks"@en ;
  sh:description "Quand on s’arrête."@fr, "When to stop."@en ;
  skos:example "16 h 00"@fr, "16:00"@en ;
  sh:group group:practice ; sh:order 4.6 ; sh:datatype xsd:time ;
  dash:editor kc:TimetableEditor .
"""
START = NamedNode("https://w3id.org/knowledge-commons/ns#startTime")
LITERAL = Literal(
    "14:30:00", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#time")
)


@dataclass(frozen=True)
class Door:
    """A wiki that knows the type, and a sheet whose second version has a value."""

    parts: Components
    author: Visitor
    folder: Path
    address: str

    @property
    def sheet(self) -> str:
        """The identifier of the sheet."""
        return self.address.split("/")[2]

    def said(self, address: str, **headers: str) -> str:
        """Give what stands on a page."""
        return said_by(self.author.get(address, **headers))

    def head(self, parts: Components) -> Revision:
        """Give the latest version of the sheet in an instance."""
        with parts.store.read() as work:
            return revisions.get_head(work, self.sheet)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    home = tmp_path_factory.mktemp("door")
    folder = home / "schemas"
    shutil.copytree(shipped_folder("schemas"), folder)
    method = (folder / "method.ttl").read_text(encoding="utf-8")
    listed = method.replace(
        "field:duration,", "field:duration, field:start_time, field:breaks,"
    )
    (folder / "method.ttl").write_text(listed + SHAPE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "FIELD_TYPES", (*registry.FIELD_TYPES, TIME, TIMETABLE))
        patch.setattr(
            "commons.wiring.assembly.shipped_folder", {"schemas": folder}.__getitem__
        )
        with instance(home / "instance") as parts:
            author = Visitor(create_app(parts).test_client(), parts)
            author.signed_in(Role.EDITOR)
            address = author.publishes("method", start_time="9 h 15")
            edited = author.post(
                f"/sheets/{address.split('/')[2]}/edit",
                _do="publish",
                _confirmed="on",
                _parent="1",
                **filled(start_time="14 h 30", breaks="16h05\n17h10"),
            )
            assert edited.status_code == 303, said_by(edited)
            parts.catch_up()
            yield Door(parts=parts, author=author, folder=home, address=address)


def test_the_shape_is_read_into_the_type(door: Door) -> None:
    method = door.parts.schema.kinds["method"]
    assert method.field("start_time").type is TIME
    assert method.field("breaks").type is TIMETABLE


def test_the_form_asks_for_it_and_gives_it_back_as_it_is_typed(door: Door) -> None:
    page = door.author.get(f"/sheets/{door.sheet}/edit").get_data(as_text=True)
    control = next(
        one for one in re.findall("<input[^>]*>", page) if "start_time" in one
    )
    assert 'value="14 h 30"' in control


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "forme attendue : une heure, par exemple « 14 h 30 »"),
        ("en", "form expected: a time, such as “14:30”"),
    ],
)
def test_a_wrong_value_is_refused_in_the_words_of_the_row(
    door: Door, language: str, sentence: str
) -> None:
    client = door.author.client.application.test_client()
    writer = Visitor(client, door.parts).signed_in(Role.CONTRIBUTOR)
    answer = writer.post(
        f"/sheets/new/method?lang={language}",
        _do="publish",
        _confirmed="on",
        **filled(start_time="à midi"),
    )
    assert answer.status_code == 422
    assert sentence in said_by(answer).replace("\u00a0", " ")
    typed = filled(start_time="à midi")
    shown = writer.post("/sheets/new/method", _do="preview", **typed)
    assert shown.status_code == 200
    assert "à midi" in said_by(shown)


def test_the_page_says_it_in_its_language_and_leads_to_what_shares_it(
    door: Door,
) -> None:
    page = door.author.get(f"{door.address}?lang=fr").get_data(as_text=True)
    assert "14 h 30" in page
    story = page.partition("Pauses</h2>")[2].partition("</section>")[0]
    assert re.findall("<li>(.*?)</li>", story) == ["16\u00a0h 05", "17\u00a0h 10"]
    english = door.author.get(f"{door.address}?lang=en").get_data(as_text=True)
    assert re.search(r">\s*14:30\s*<", english)
    door.author.get(f"{door.address}?lang=fr")
    assert "start_time=14:30:00" in page or "start_time=14%3A30%3A00" in page
    found = door.said("/search?start_time=14:30:00")
    assert "Porteur de parole" in found
    assert "Porteur de parole" not in door.said("/search?start_time=09:15:00")


def test_two_versions_are_compared_in_words(door: Door) -> None:
    told = door.said(f"/sheets/{door.sheet}/diff/1..2")
    assert "Heure de début" in told
    assert "[retiré] 9 [ajouté] 14 h [retiré] 15 [ajouté] 30" in told


def test_it_is_plain_in_front_matter_and_json(door: Door) -> None:
    text = door.author.get(f"/sheets/{door.sheet}.md").get_data(as_text=True)
    assert re.search(r"^start_time: '?14:30:00'?$", text, re.MULTILINE)
    told = door.author.get(f"/sheets/{door.sheet}.json").get_json()
    assert "14:30:00" in str(told)


def test_it_is_a_literal_of_its_datatype_in_rdf(door: Door) -> None:
    body = door.author.get(f"/sheets/{door.sheet}.ttl").data
    found = [
        quad.object for quad in parse(body, RdfFormat.TURTLE) if quad.predicate == START
    ]
    assert found == [LITERAL]
    context = door.author.get("/context.jsonld")
    assert '"xsd:time"' in context.get_data(as_text=True)


def test_the_shapes_served_agree_with_the_check(door: Door) -> None:
    schema = door.parts.schema
    sheet = {**full("method", schema), "start_time": "14:30:00"}
    wrong = {**sheet, "start_time": "à midi"}
    kind = schema.kinds["method"]
    assert differences(schema, kind, {"right": sheet, "wrong": wrong}) == {}


def test_it_has_a_column_in_a_spreadsheet_and_in_its_template(door: Door) -> None:
    parts = door.parts
    template = csv_template(
        parts.schema, parts.places, parts.schema.kinds["method"], "fr"
    )
    found = read_csv(template)
    cells = dict(zip(found.header, found.lines[0].cells, strict=False))
    assert cells["Heure de début"] == "18 h 00"
    header = (*HEADER, "Heure de début")
    done = loaded(parts, table([*row(1), "20h45"], [*row(2), "tard"], header=header))
    refused = [one for one in done[1].row_problems if one.problem.rule is TIME.rule]
    assert [(one.problem.field, one.value) for one in refused] == [
        ("start_time", "tard")
    ]
    assert done[1].fate is Fate.FAULTY
    with parts.store.read() as work:
        (sheet,) = revisions.sheets_titled(work, "Innovation 1")
        head = revisions.get_head(work, sheet)
    assert head.values["start_time"] == "20:45:00"


def test_what_is_exported_is_loaded_the_same(door: Door) -> None:
    out = door.folder / "export"
    export_folder(door.parts.store, door.parts.blobs, out)
    with instance(door.folder / "second") as second:
        replay_history(second.store, second.schema, out)
        assert door.head(second) == door.head(door.parts)
        loading = FolderImport(
            schema=second.schema,
            places=second.places,
            blobs=second.blobs,
            author=Person(id="0123456789ab", name="Équipe"),
        )
        again = load_folder(second.store, loading, out)
        assert (again.created, again.updated) == (0, 0)
        assert [str(fault) for fault in again.faults] == []


def test_without_its_row_the_shape_is_refused(door: Door) -> None:
    with pytest.MonkeyPatch.context() as patch:
        rows = tuple(one for one in registry.FIELD_TYPES if one is not TIME)
        patch.setattr(registry, "FIELD_TYPES", rows)
        with pytest.raises(SchemaError, match="xsd:time"):
            read_schema(door.folder / "schemas")
