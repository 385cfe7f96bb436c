"""Puts what becomes of a spreadsheet into words, for its pages and its report."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from commons.core.domain.schema.kind import Field, Kind, Schema
from commons.core.kinds.csv.headings import Target, column_targets
from commons.core.kinds.types.language import OFFERED, language_name
from commons.core.kinds.values.list_splitting import splits_semicolons
from commons.core.text.files.csv_file import Table
from commons.services.exchange.batch.entries import choice_labels, field_label
from commons.services.exchange.batch.outcomes import (
    Fate,
    Outcome,
    RowProblem,
    column_letters,
    count_fates,
)
from commons.services.operations.checks.licence_check import UnlawfulSheet
from commons.web.display.messages import labelled_text, problem_sentence
from commons.web.journeys.imports.progress import State
from commons.web.request.context import components, localised
from commons.web.request.locale import page_language

PAGE_SIZE = 100
SAMPLES = 2
_SAMPLE = 60
_LINES_TOLD = 20
_STOPPED = frozenset({Fate.FAULTY, Fate.DRAFT, Fate.FOREIGN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A column of the file, what it may hold and what it is said to hold."""

    name: str
    label: str
    samples: str
    holds: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong in a line, in words; `choices` are what could stand there."""

    line: int
    title: str
    column: str
    value: str
    sentence: str
    choices: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomePage:
    """What becomes of a spreadsheet: counts, and faults page by page.

    `lacking` are pairs of a field's label and the lines to complete; `edited`
    are lines whose sheet somebody changed by hand; `sheets` those that are there.
    """

    counts: dict[Fate, int]
    faults: tuple[Fault, ...]
    page: int
    pages: int
    lacking: tuple[tuple[str, str], ...]
    edited: tuple[Outcome, ...]
    gone: tuple[Outcome, ...]
    loaded: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlawfulRow:
    """A sheet that its source does not allow as it stands, and why, in words."""

    sheet: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one may write in a column: its heading, how, and an example."""

    heading: str
    help: str
    how: str
    example: str
    needed: str
    choices: tuple[str, ...]


def column_headings(
    schema: Schema, kind: Kind, table: Table, holds: tuple[str, ...]
) -> list[Heading]:
    """Give the columns of a file, each with what it may hold."""
    options = tuple(
        (t.name, localised(t.label)) for t in column_targets(schema, kind.key)
    )
    return [
        Heading(
            name=f"column-{at}",
            label=f"{column_letters(at)} – {heading}"
            if heading
            else column_letters(at),
            samples=" · ".join(_samples(table, at)),
            holds=holds[at] if at < len(holds) else "",
            options=options,
        )
        for at, heading in enumerate(table.header)
    ]


def licence_choices(schema: Schema) -> list[tuple[str, str]]:
    """Give the licences that a new sheet may have."""
    offered = (one for one in schema.licences.values() if one.offered)
    return [(licence.key, localised(licence.label)) for licence in offered]


def language_choices() -> list[tuple[str, str]]:
    """Give the languages that the form offers."""
    return [(tag, language_name(tag, page_language())) for tag in OFFERED]


def outcome_page(kind: Kind, state: State, page: int) -> OutcomePage:
    """Put the outcomes of a spreadsheet into words; pages count from 1."""
    outcomes = state.outcomes
    stopped = [o for o in outcomes if o.fate in _STOPPED and o.grave]
    faults = [(o, row_problem) for o in stopped for row_problem in o.grave]
    pages = max(1, -(-len(faults) // PAGE_SIZE))
    page = min(page, pages)
    some = faults[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    done = {Fate.NEW, Fate.CHANGED} if state.manner else frozenset[Fate]()
    return OutcomePage(
        counts=count_fates(outcomes),
        faults=tuple(
            _fault(kind, outcome, row_problem) for outcome, row_problem in some
        ),
        page=page,
        pages=pages,
        lacking=tuple(_lacking(kind, outcomes)),
        edited=tuple(o for o in outcomes if o.fate is Fate.EDITED)[:PAGE_SIZE],
        gone=tuple(o for o in outcomes if o.fate is Fate.DELETED)[:PAGE_SIZE],
        loaded=tuple(o for o in outcomes[: state.done] if o.fate in done)[:PAGE_SIZE],
    )


def unlawful_rows(found: Iterable[UnlawfulSheet]) -> list[UnlawfulRow]:
    """Put into words what is made from what was loaded and is not allowed by it."""
    return [
        UnlawfulRow(
            sheet=one.sheet, title=one.title, sentence=problem_sentence(one.problem)
        )
        for one in found
    ]


def report_rows(kind: Kind, state: State) -> Iterator[list[str]]:
    """Give the rows of the report: headings, then all that is to be said."""
    yield [
        gettext("Ligne"),
        gettext("Titre"),
        gettext("Devenir"),
        gettext("Colonne"),
        gettext("Valeur"),
        gettext("Remarque"),
    ]
    for at, outcome in enumerate(state.outcomes):
        fate = _fate(outcome.fate, done=bool(state.manner) and at < state.done)
        first = [str(outcome.line), outcome.title, fate]
        if not outcome.row_problems:
            yield [*first, "", "", ""]
        for row_problem in outcome.row_problems:
            told = _fault(kind, outcome, row_problem)
            text = (
                f"{told.sentence} ({told.choices})" if told.choices else told.sentence
            )
            yield [*first, told.column, told.value, text]


def guide_rows(schema: Schema, kind: Kind) -> list[Row]:
    """Say of each column for a kind what one may write there."""
    return [
        Row(
            heading=target.heading(page_language(), 1 if _numbered(target) else 0),
            help=localised(target.own.help) if target.own else _key_help(),
            how=_how(target),
            example=localised(target.own.example) if target.own else "",
            needed=_needed(target),
            choices=tuple(_choices(schema, target.own)),
        )
        for target in column_targets(schema, kind.key)
    ]


def _samples(table: Table, at: int) -> Iterator[str]:
    """Give the first different things that a column says, shortened."""
    told: set[str] = set()
    for line in table.lines:
        cell = " ".join(line.cells[at].split()) if at < len(line.cells) else ""
        if cell and cell not in told and len(told) < SAMPLES:
            told.add(cell)
            yield f"{cell[:_SAMPLE]}…" if len(cell) > _SAMPLE else cell


def _fault(kind: Kind, outcome: Outcome, row_problem: RowProblem) -> Fault:
    offered = choice_labels(components().schema, kind, row_problem.problem)
    return Fault(
        line=outcome.line,
        title=outcome.title,
        column=row_problem.column or _label(kind, row_problem),
        value=row_problem.value,
        sentence=problem_sentence(row_problem.problem),
        choices=", ".join(localised(words) for words in offered),
    )


def _label(kind: Kind, row_problem: RowProblem) -> str:
    words = field_label(kind, row_problem.problem)
    if not words:
        return ""
    return str(gettext("%(label)s (aucune colonne)", label=localised(words)))


def _lacking(kind: Kind, outcomes: Iterable[Outcome]) -> Iterator[tuple[str, str]]:
    """Give each thing to complete, and in which lines."""
    ready = [o for o in outcomes if o.fate in {Fate.NEW, Fate.CHANGED}]
    lines: dict[str, list[int]] = {}
    for outcome in ready:
        for row_problem in outcome.row_problems:
            words, text = (
                field_label(kind, row_problem.problem),
                problem_sentence(row_problem.problem),
            )
            name = labelled_text(localised(words), text) if words else text
            lines.setdefault(name, []).append(outcome.line)
    for name, found in lines.items():
        yield name, _lines(found, everywhere=len(found) == len(ready) > 1)


def _lines(found: list[int], *, everywhere: bool) -> str:
    if everywhere:
        return str(gettext("toutes ces fiches"))
    some = ", ".join(str(line) for line in found[:_LINES_TOLD])
    more = len(found) - _LINES_TOLD
    if more > 0:
        some += ngettext(" et %(num)s autre", " et %(num)s autres", more)
    return str(ngettext("ligne %(lines)s", "lignes %(lines)s", len(found), lines=some))


def _fate(fate: Fate, *, done: bool) -> str:
    before = {
        Fate.NEW: gettext("à créer"),
        Fate.CHANGED: gettext("à mettre à jour"),
        Fate.SAME: gettext("inchangée"),
        Fate.DRAFT: gettext("à garder en brouillon"),
        Fate.EDITED: gettext("modifiée à la main, laissée"),
        Fate.DELETED: gettext("supprimée, laissée"),
        Fate.FOREIGN: gettext("d’une autre source, laissée"),
        Fate.FAULTY: gettext("à corriger"),
    }
    after = {
        Fate.NEW: gettext("créée"),
        Fate.CHANGED: gettext("mise à jour"),
        Fate.DRAFT: gettext("gardée en brouillon"),
        Fate.FAULTY: gettext("laissée de côté"),
    }
    return str(after.get(fate, before[fate]) if done else before[fate])


def _numbered(target: Target) -> bool:
    return target.many and target.column is not None


def _needed(target: Target) -> str:
    field = target.field
    if field is None or (target.column and not target.column.required):
        return ""
    return "publish" if field.required else "complete" if field.expected else ""


def _key_help() -> str:
    return str(
        gettext(
            "Ce qui distingue chaque ligne des autres, pour la reconnaître au"
            " prochain chargement. Sans clé, c’est le titre."
        )
    )


def _how(target: Target) -> str:
    """Say how several values are written."""
    field = target.field
    if field is None or not field.many:
        return ""
    if target.column is not None:
        return str(gettext("Une colonne par valeur, numérotée : 1, 2, 3…"))
    if field.pair:
        return str(
            gettext("Une par ligne dans la case, sous la forme « Titre : texte ».")
        )
    if splits_semicolons(components().schema, field):
        return str(
            gettext(
                "Plusieurs valeurs : une par ligne, ou séparées par un point-virgule"
                " ou une barre |."
            )
        )
    return str(
        gettext("Plusieurs valeurs : une par ligne, ou séparées par une barre |.")
    )


def _choices(schema: Schema, field: Field | None) -> Iterator[str]:
    if field is not None and field.choice:
        for concept in schema.schemes[field.choice].offered():
            yield localised(concept.label)
