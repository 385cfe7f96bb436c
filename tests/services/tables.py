"""Makers of spreadsheets, and of what is needed to bring them in."""

from dataclasses import replace

from commons.core.domain.sheet import Person
from commons.core.kinds.csv.headings import column_targets, guess_targets
from commons.core.text.files.csv_file import Table, read_csv, write_csv
from commons.services.exchange.batch.batch_import import (
    CHUNK,
    known_to,
    load_some,
    plan_lines,
)
from commons.services.exchange.batch.entries import Reader, TableImport, make_reader
from commons.services.exchange.batch.outcomes import Fate, Outcome
from commons.wiring.components import Components

EDITOR = Person(id="0123456789ab", name="Équipe éditoriale")
HEADER = ("Clé", "Titre", "En une phrase", "Durée", "Difficulté", "Freins")
GIVEN = {"authors": "Camille D.", "licence": "CC-BY-SA-4.0", "language": "fr"}


def row(number: int, **changed: str) -> list[str]:
    """Give a fitting row under HEADER."""
    cells = {
        "key": f"i-{number}",
        "title": f"Innovation {number}",
        "summary": f"Ce que l’innovation {number} apporte, dit en une phrase.",
        "duration": "1 h 30",
        "difficulty": "Sans expérience",
        "pitfalls": "Sans relance, personne ne vient.",
        **changed,
    }
    return list(cells.values())


def table(*rows: list[str], header: tuple[str, ...] = HEADER) -> Table:
    """Give a table as it comes back from a file."""
    return read_csv(write_csv([list(header), *rows]))


def innovations(count: int = 56) -> list[list[str]]:
    """Give rows that fit."""
    return [row(number) for number in range(1, count + 1)]


def briefed(parts: Components, found: Table, **chosen: object) -> Reader:
    """Give the reader of a table whose columns are guessed."""
    kind = parts.schema.kinds[str(chosen.pop("kind", "method"))]
    brief = TableImport(
        schema=parts.schema,
        places=parts.places,
        kind=kind,
        source="innovations-brest-2018",
        holds=guess_targets(column_targets(parts.schema, kind.key), found.header),
        author=EDITOR,
        note="Mise à jour du tableau",
        defaults=GIVEN,
    )
    return make_reader(replace(brief, **chosen), found)  # type: ignore[arg-type]  # as the test says


def planned(parts: Components, found: Table, **chosen: object) -> list[Outcome]:
    """Say what would become of a table."""
    return plan_lines(parts.store, briefed(parts, found, **chosen), found.lines)


def loaded(parts: Components, found: Table, **chosen: object) -> list[Outcome]:
    """Bring a table in, chunk by chunk, as the page of a spreadsheet does."""
    ours = briefed(parts, found, **chosen)
    known, done = known_to(planned(parts, found, **chosen)), list[Outcome]()
    for start in range(0, len(found.lines), CHUNK):
        with parts.store.write() as work:
            done += load_some(work, ours, found.lines[start : start + CHUNK], known)
    return done


def fates(outcomes: list[Outcome]) -> dict[str, int]:
    """Count the lines of each fate that some have."""
    return {
        fate.value: found
        for fate in Fate
        if (found := sum(outcome.fate is fate for outcome in outcomes))
    }
