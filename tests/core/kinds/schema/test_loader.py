"""The reader understands schemas/ and refuses what it does not know."""

import shutil
from pathlib import Path

import pytest

from commons.core.domain.schema.licence import RemixVerdict, remix_verdict
from commons.core.kinds.schema.loader import read_schema
from commons.core.kinds.types.period import DURATION
from commons.core.kinds.types.reference import SHEET
from commons.core.kinds.types.text import MARKDOWN
from commons.errors import SchemaError
from tests.core.kinds.examples import FOLDER, KINDS, SCHEMA

SPOILT = [
    (
        "method.ttl",
        "kc:objective ;\n  sh:name",
        "kc:objective ;\n  sh:nom",
        "sh:nom: not known of a field",
    ),
    (
        "tool.ttl",
        "kc:expected 1 ; kc:facet true ; kc:also schema:audience",
        "kc:expectd 1 ; kc:facet true ; kc:also schema:audience",
        "kc:expectd: not known of a field",
    ),
    (
        "experience.ttl",
        "field:redo, field:to_reuse",
        "field:redoo, field:to_reuse",
        "field:redoo: not defined in any file",
    ),
    (
        "fields.ttl",
        "sh:node part:place",
        "sh:node part:plaice",
        "part:plaice: not defined in any file",
    ),
    (
        "method.ttl",
        "kc:by kc:inMinutes",
        "kc:by kc:inFortnights",
        "kc:inFortnights",
    ),
    (
        "method.ttl",
        "sh:node choice:mode",
        "sh:node choice:modes",
        "choice:modes: not defined",
    ),
    (
        "fields.ttl",
        "sh:path kc:scale",
        "sh:path kc:scael",
        "kc:scael: not defined in any file",
    ),
    (
        "fields.ttl",
        "sh:datatype loc:edtf ; sh:maxCount 1 .",
        "sh:datatype xsd:gYear ; sh:maxCount 1 .",
        "xsd:gYear",
    ),
    (
        "licences.ttl",
        "kc:verdict kc:allowed",
        "kc:verdict kc:perhaps",
        "kc:perhaps: not defined in any file",
    ),
    (
        "fields.ttl",
        'sh:name "Titre"@fr, "Title"@en',
        'sh:name "Titre"@fr',
        "field:title: needs sh:name in en",
    ),
    (
        "method.ttl",
        "field:authors, field:licence, field:language",
        "field:authors, field:language",
        "a kind needs the field licence",
    ),
    (
        "method.ttl",
        "kc:expectedOneOf ( field:group_max field:group_open )",
        "kc:expectedOneOf ( field:group_max field:tools_in_use )",
        "in kc:expectedOneOf but not a field here",
    ),
    (
        "trial.ttl",
        "kc:brief ( field:territory",
        "kc:brief ( field:scale",
        "in kc:brief but not a field here",
    ),
    (
        "choices.ttl",
        "kc:includes kc:mode-on-site",
        "kc:includes kc:scale-street",
        "includes what is not in the list",
    ),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(FOLDER, tmp_path / "schemas")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    SPOILT,
    ids=[row[3] for row in SPOILT],
)
def test_what_is_not_known_is_refused_by_name_file_and_line(
    folder: Path, file: str, old: str, new: str, message: str
) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SchemaError) as refusal:
        read_schema(folder)
    assert message in str(refusal.value)
    place, _, line = str(refusal.value).partition(": ")[0].partition(":")
    lines = path.read_text(encoding="utf-8").splitlines()
    term = str(refusal.value).partition(": ")[2].partition(":")
    assert place == file
    assert f"{term[0]}:{term[2].partition(':')[0]}" in lines[int(line) - 1]


def test_a_file_that_is_not_turtle_is_refused_with_its_line(folder: Path) -> None:
    (folder / "broken.ttl").write_text("@prefix a: <http://a/> .\na:b a:c .\n")
    with pytest.raises(SchemaError, match=r"broken\.ttl:2"):
        read_schema(folder)


def test_a_folder_without_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match=r"no \.ttl file"):
        read_schema(tmp_path)


def test_a_verdict_that_is_missing_is_refused(folder: Path) -> None:
    path = folder / "licences.ttl"
    text = path.read_text(encoding="utf-8")
    gone = "kc:into <https://www.gnu.org/licenses/fdl-1.3.html> ; kc:verdict"
    assert gone in text
    twice = "kc:into <https://artlibre.org/licence/lal/> ; kc:verdict"
    path.write_text(text.replace(gone, twice, 1), encoding="utf-8")
    with pytest.raises(SchemaError, match=r"licences\.ttl"):
        read_schema(folder)


def test_the_kinds_stand_in_order() -> None:
    assert list(SCHEMA.kinds) == [
        *("method", "tool", "experience", "trial", "collection"),
    ]


@pytest.mark.parametrize("kind_key", KINDS)
def test_every_field_and_column_has_words_in_french_and_english(
    kind_key: str,
) -> None:
    for field in SCHEMA.kinds[kind_key].fields:
        for one in (field, *field.columns):
            for words in (one.label, one.help, one.example):
                assert set(words) == {"fr", "en"}, one.key
                assert all(words.values())
            assert "\n" not in one.help["fr"]


@pytest.mark.parametrize("kind_key", KINDS)
def test_every_kind_publishes_with_title_author_licence_and_language_alone(
    kind_key: str,
) -> None:
    """But a trial, which says of which version it is one."""
    required = {f.key for f in SCHEMA.kinds[kind_key].fields if f.required}
    more = {"tried"} if kind_key == "trial" else set()
    assert required == {"authors", "language", "licence", "title", *more}


def test_a_kind_may_expect_less_of_a_shared_field() -> None:
    """The author of a trial need not name what hindered; that of a method should."""
    expected = {
        key: SCHEMA.kinds[key].field("pitfalls").expected for key in ("method", "trial")
    }
    assert expected == {"method": 1, "trial": 0}


def test_a_kind_may_expect_more_of_a_shared_field() -> None:
    assert SCHEMA.kinds["experience"].field("territory").expected == 1
    assert SCHEMA.kinds["method"].field("territory").expected == 0


def test_types_follow_from_the_shapes() -> None:
    method = SCHEMA.kinds["method"]
    types = {key: method.field(key).type for key in ("body", "duration", "tools_used")}
    assert types == {
        "body": MARKDOWN,
        "duration": DURATION,
        "tools_used": SHEET,
    }


SIX = ["CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "etalab-2.0", "LAL-1.3", "GFDL-1.3"]
TABLE = """
CC0-1.0           A A A A A A
CC-BY-4.0         R A A N N N
CC-BY-3.0         R A A N N N
CC-BY-SA-4.0      R R A R A R
CC-BY-SA-3.0      R R A R R R
CC-BY-SA-2.0      R R A R R R
etalab-2.0        R A A A N N
LAL-1.3           R R A R A R
GFDL-1.3          R R R R R A
CC-BY-SA-1.0      R R R R R R
CC-BY-NC-4.0      R R R R R R
CC-BY-ND-4.0      R R R R R R
CC-BY-NC-SA-3.0   R R R R R R
unknown           R R R R R R
all-rights-reserved R R R R R R
"""
LETTERS = {
    "A": RemixVerdict.ALLOWED,
    "N": RemixVerdict.WITH_NOTICE,
    "R": RemixVerdict.REFUSED,
}


@pytest.mark.parametrize("line", TABLE.strip().splitlines(), ids=lambda x: x.split()[0])
def test_the_licences_allow_what_the_table_says(line: str) -> None:
    source, *letters = line.split()
    assert source in SCHEMA.licences
    for target, letter in zip(SIX, letters, strict=True):
        found = remix_verdict(SCHEMA.licences, source, target)
        assert found is LETTERS[letter], (source, target)


def test_four_licences_are_offered_and_six_may_be_published() -> None:
    licences = SCHEMA.licences.values()
    offered = [licence.key for licence in licences if licence.offered]
    assert offered == ["CC-BY-SA-4.0", "CC-BY-4.0", "etalab-2.0", "CC0-1.0"]
    assert {licence.key for licence in licences if licence.publishable} == set(SIX)
    assert set(SCHEMA.schemes["licence"].concepts) == set(SIX)
    assert set(SCHEMA.schemes["source_licence"].concepts) == set(SCHEMA.licences)
