"""Reads the lines of a spreadsheet as sheets to be, each under a key of its own.

A line is known by its source and its key, or else its title: the same line of
the same source is the same sheet, here and in any other instance, whatever
moved in the file meanwhile. A file of a folder is an entry too, known by its
source and its path.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field as attribute
from enum import StrEnum
from functools import partial
from hashlib import sha256

from commons.adapters.store.imports.loads import Load
from commons.core.domain.addresses import iri
from commons.core.domain.language.characters import clean_line, normal_form
from commons.core.domain.language.folding import fold_case
from commons.core.domain.schema.concept import Words
from commons.core.domain.schema.kind import Kind, Schema, Values
from commons.core.domain.schema.problem import RULES, Problem, Rule
from commons.core.domain.sheet import Person
from commons.core.kinds.csv.cells import CellValues, Column, columns_used, read_cells
from commons.core.kinds.csv.headings import KEY, column_targets, guess_targets
from commons.core.kinds.places.register import Places
from commons.core.kinds.values.parsing import parse_values
from commons.core.text.files.csv_file import Line, Table
from commons.core.text.html.to_markdown import from_html
from commons.core.text.markdown.dialects import standard_markdown
from commons.core.text.markdown.sections import bare_line
from commons.core.text.markdown.typed_html import drop_html
from commons.errors import UnfitTableError
from commons.services.exchange.batch.outcomes import RowProblem, column_letters
from commons.services.publishing.links import names_to_sheets
from commons.services.publishing.place_codes import locate_places

SHOWN = 120
"""How many letters of a value a report shows."""

NO_TITLE = "aucune colonne ne donne le titre des fiches"
TWICE = "deux colonnes ne peuvent pas donner le même champ"
NO_SUCH_COLUMN = "cette colonne ou ce champ n’existe pas"
REFUSALS = (NO_TITLE, TWICE, NO_SUCH_COLUMN)
"""Every sentence that may refuse what columns hold, to be translated."""

_NO_SLUG = iri.slugify("")


class PublishMode(StrEnum):
    """Which lines to publish, and which to keep as drafts."""

    PUBLISH = "publish"
    DRAFT_THE_REST = "draft_the_rest"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportTerms:
    """On which terms sheets are brought in, from a spreadsheet or a folder.

    `source` says whose keys they are; without `named` it is only what the file
    or folder happens to be called, and stands for the `place` it was read at.
    Versions are credited to `author`, under whom nobody writes by hand when it
    is `automatic`; drafts are `account`'s, "" when nobody can keep any.
    `replacing` are the lines that may replace what somebody changed by hand;
    None: all may. `adopting` takes over the sheets of other sources, `lenient`
    takes rows that lack a column, `load` is what is written down of all this.
    """

    schema: Schema
    places: Places
    source: str
    author: Person
    note: str
    account: str = ""
    manner: PublishMode = PublishMode.PUBLISH
    replacing: frozenset[int] | None = frozenset()
    named: bool = True
    automatic: bool = False
    adopting: bool = False
    lenient: bool = False
    load: Load | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableImport(ImportTerms):
    """How a spreadsheet is brought in.

    `holds` is the target of each column, "" for one that is left out.
    `defaults` are raw values, as a form gives them, for the fields that a line
    leaves empty.
    """

    kind: Kind
    holds: tuple[str, ...]
    defaults: Mapping[str, object] = attribute(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line or a file as a sheet to be; `sheet` is "" when nothing says which.

    `values` are what it says of its `fields`, `spare` what stands where it says
    nothing, and `values_digest` is of both. `row_problem` says where a problem stands
    in it. `sheets_by_title` are what other entries may call it. An entry that `claims`
    has its sheet from its own words; a `draft` is not to be published; `origin` is the
    identifier that it has elsewhere; a `doubtful` one only looks like its sheet, whose
    source nobody wrote down.
    """

    line: int
    kind: Kind
    sheet: str
    title: str
    digest: str
    values: Values = attribute(hash=False)
    fields: frozenset[str]
    spare: Values = attribute(hash=False)
    row_problem: Callable[[Problem], RowProblem] = attribute(hash=False, compare=False)
    row_problems: tuple[RowProblem, ...]
    names: tuple[str, ...] = ()
    claims: bool = False
    doubtful: bool = False
    draft: bool = False
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads the lines of one table as a brief wants it."""

    brief: TableImport
    used: tuple[Column, ...]
    width: int
    spare: Values = attribute(hash=False)
    first: Mapping[str, int] = attribute(hash=False)

    @property
    def fields(self) -> frozenset[str]:
        """The keys of the fields that a column speaks of."""
        return frozenset(c.target.field.key for c in self.used if c.target.field)

    def entry(self, line: Line) -> Entry:
        """Read a line; never raises, whatever it holds."""
        brief = self.brief
        titles = {c.index for c in self.used if c.target.name == "title"}
        cells = tuple(
            _standard(cell, line=at in titles) for at, cell in enumerate(line.cells)
        )
        told = read_cells(brief.schema, brief.kind, self.used, cells)
        values = locate_places(brief.places, brief.kind, told.values)
        sheet = _sheet(brief, self.used, line)
        title = str(values.get("title", ""))
        row_problems = [self.row_problem(told, problem) for problem in told.problems]
        row_problems += [self.row_problem(told, p) for p in self._of_line(line, sheet)]
        return Entry(
            line=line.number,
            kind=brief.kind,
            sheet=sheet,
            title=title[:SHOWN],
            digest=values_digest({**self.spare, **values}),
            values=values,
            fields=self.fields,
            spare=self.spare,
            row_problem=partial(self.row_problem, told),
            row_problems=tuple(row_problems),
            names=(title[:SHOWN], iri.slugify(title[:SHOWN])) if title else (),
        )

    def row_problem(self, told: CellValues, problem: Problem) -> RowProblem:
        """Say in which column a problem stands, and what stands there."""
        places = (
            (problem.field, problem.row, problem.column),
            (problem.field, problem.row, ""),
            (problem.field, -1, ""),
        )
        piece = next((told.origins[p] for p in places if p in told.origins), None)
        column = piece.column if piece else self._column(problem)
        value = str(problem.details.get("value") or (piece.text if piece else ""))
        return RowProblem(
            column=f"{column_letters(column.index)} – {column.heading}"
            if column
            else "",
            value=value[:SHOWN],
            problem=problem,
        )

    def _column(self, problem: Problem) -> Column | None:
        """Give the column that should have held what is missing."""
        field, inner = problem.field, problem.column
        names = (f"{field}.{inner}" if inner else field, field)
        found = [c for name in names for c in self.used if c.target.name == name]
        kin = [c for c in self.used if c.target.name.partition(".")[0] == field]
        return next(iter((*found, *kin)), None)

    def _of_line(self, line: Line, sheet: str) -> Iterator[Problem]:
        if not sheet:
            yield Problem(field=KEY, rule=Rule.NO_KEY)
        elif (first := self.first[sheet]) != line.number:
            details = {"line": first}
            yield Problem(field=KEY, rule=Rule.KEY_TWICE, details=details)
        if len(line.cells) > self.width:
            yield Problem(field=KEY, rule=Rule.EXTRA_CELLS)


def make_reader(brief: TableImport, table: Table) -> Reader:
    """Make the reader of a table; looks once at every key."""
    found = column_targets(brief.schema, brief.kind.key)
    used = columns_used(found, brief.holds, table.header)
    first: dict[str, int] = {}
    for line in table.lines:
        first.setdefault(_sheet(brief, used, line), line.number)
    spare, _ = parse_values(brief.schema, brief.kind, brief.defaults)
    return Reader(
        brief=brief, used=used, width=len(table.header), spare=spare, first=first
    )


def targets_by_column(
    schema: Schema, kind: Kind, header: Sequence[str], wanted: Sequence[str] = ()
) -> tuple[str, ...]:
    """Give what each column holds: what `wanted` says (HEADING=TARGET), else a guess.

    Raises UnfitTableError when the title is in no column, or two columns hold
    what one alone may, and when a heading or a target is unknown.
    """
    found = column_targets(schema, kind.key)
    holds = list(guess_targets(found, header))
    known = {"", *(target.name for target in found)}
    for pair in wanted:
        heading, _, name = normal_form(pair).rpartition("=")
        if heading not in header or name not in known:
            raise UnfitTableError(NO_SUCH_COLUMN)
        holds[header.index(heading)] = name
    if refusal := columns_refusal(schema, kind, holds, header):
        raise UnfitTableError(refusal)
    return tuple(holds)


def columns_refusal(
    schema: Schema, kind: Kind, holds: Sequence[str], header: Sequence[str]
) -> str:
    """Give the sentence against what columns are said to hold, "" for none."""
    if "title" not in holds:
        return NO_TITLE
    used = columns_used(column_targets(schema, kind.key), holds, header)
    alone = [column.target.name for column in used if not column.target.many]
    return TWICE if len(set(alone)) < len(alone) else ""


def choice_labels(schema: Schema, kind: Kind, problem: Problem) -> tuple[Words, ...]:
    """Give the labels of what could stand where a choice is not known."""
    if problem.rule is not Rule.NOT_CHOICE:
        return ()
    field = kind.field(problem.field)
    inner = {column.key: column for column in field.columns}
    scheme = inner.get(problem.column, field).choice
    return tuple(concept.label for concept in schema.schemes[scheme].offered())


def field_label(kind: Kind, problem: Problem) -> Words:
    """Give the label of the field that a problem is about; empty for a whole line."""
    fields = {field.key: field for field in kind.fields}
    field = fields.get(problem.field)
    if field is None:
        return {}
    inner = {column.key: column.label for column in field.columns}
    if problem.column not in inner:
        return field.label
    return {s: f"{w} – {inner[problem.column][s]}" for s, w in field.label.items()}


def in_french(brief: TableImport, row_problem: RowProblem) -> str:
    """Say what is wrong and where, for logs and the command line."""
    problem = row_problem.problem
    words = [row_problem.column or field_label(brief.kind, problem).get("fr", "")]
    if row_problem.value and problem.rule is not Rule.NOT_CHOICE:
        words.append(f"« {row_problem.value} »")
    words.append(RULES[problem.rule] % dict(problem.details))
    if offered := choice_labels(brief.schema, brief.kind, problem):
        words[-1] += f" ({', '.join(words['fr'] for words in offered)})"
    return " : ".join(word for word in words if word)


def sheets_by_title(entries: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Map what lines may call one another, from pairs of title and sheet."""
    titled = [(title, sheet) for title, sheet in entries if title and sheet]
    return names_to_sheets(
        titled, ((iri.slugify(title), sheet) for title, sheet in titled)
    )


def _standard(cell: str, *, line: bool) -> str:
    """Give a cell as standard Markdown, or as a line of words without marks.

    A text of several lines may be of a dialect.
    """
    made = from_html(cell)
    if line:
        return bare_line(made) if made != cell else drop_html(cell)
    return standard_markdown(made)[0] if "\n" in made else made


def _sheet(brief: TableImport, used: Sequence[Column], line: Line) -> str:
    """Give the identifier of the sheet that a line is about, "" for none."""
    key = _text(used, KEY, line)
    if not key:
        title = _text(used, "title", line)
        short = iri.slugify(title) if title else ""
        key = title if short == _NO_SLUG else short
    if not key:
        return ""
    return iri.id_from_name(
        f"{brief.kind.key}/{short_of(brief.source)}/{key.casefold()}"
    )


def short_of(source: str) -> str:
    """Return what stands for a source in identifiers: its slug, if that says any of it."""
    short = iri.slugify(source)
    folded = fold_case(source)
    return folded if short == _NO_SLUG else short


def _text(used: Sequence[Column], name: str, line: Line) -> str:
    for column in used:
        if column.target.name == name and column.index < len(line.cells):
            return clean_line(line.cells[column.index])
    return ""


def values_digest(values: Values) -> str:
    """Return the sha-256 of values, whatever the order of their keys."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
