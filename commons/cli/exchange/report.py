"""Says what came of a load: each kind of thing once, with examples."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import click

from commons.adapters.store.imports.loads import Load
from commons.core.domain.language.characters import clean_line, name_of_file
from commons.core.text.files.csv_file import Table
from commons.core.text.files.encodings import ENCODINGS
from commons.services.exchange.batch.load_report import Fault, LoadReport, Remark
from commons.services.exchange.foreign.notes import UNKNOWN
from commons.services.operations.checks.licence_check import unlawful_since
from commons.wiring.components import Components

EXAMPLES = 3
"""How many of a kind are told one by one, unless all are asked for."""

T = TypeVar("T")

_QUOTED = re.compile(r"«[^»]*»|\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOptions:
    """How to report: `folder` is what paths are told from; `verbose`: everything.

    `given` is what the operator named, when that is another one: a ZIP, unpacked.
    """

    folder: Path
    given: Path | None = None
    verbose: bool = False


def print_report(report: LoadReport, telling: ReportOptions) -> None:
    """Name what was refused, kept, understood and passed over, then count."""
    for line in (
        *_faults([*report.faults, *report.kept], telling),
        *_remarks(report.remarks, telling),
        *_passed(report.passed, telling),
    ):
        click.echo(line, err=True)
    drafted = f", {report.drafted} en brouillon" if report.drafted else ""
    kept = f", {len(report.kept)} gardées" if report.kept else ""
    click.echo(
        f"{report.created} créées, {report.updated} mises à jour, "
        f"{report.unchanged} inchangées{drafted}{kept}, {len(report.faults)} fautes"
    )


def say_nothing_came(report: LoadReport, kinds: Iterable[str]) -> None:
    """Say what was looked for when no file of a folder might have been a sheet."""
    if report.faults:
        return
    if report.remarks:
        click.echo("Rien n’est entré.", err=True)
        return
    click.echo(
        "Rien n’est entré. Cherché : des fichiers .md ou .markdown dans un dossier"
        f" qui porte le nom d’une sorte ({', '.join(kinds)}), à toute profondeur ;"
        " pour un dossier d’ailleurs, dites --kind ou --map.",
        err=True,
    )


def say_table(table: Table, holds: Sequence[str], *, verbose: bool) -> None:
    """Say which columns were left out, and how an unsure encoding was read."""
    left = [
        f"« {heading or 'sans titre'} »"
        for heading, target in zip(table.header, holds, strict=True)
        if not target
    ]
    shown = left if verbose else left[: EXAMPLES * 4]
    if left:
        more = "" if len(shown) == len(left) else ", …"
        click.echo(
            f"{len(left)} colonnes laissées de côté : {', '.join(shown)}{more}",
            err=True,
        )
    if table.sample:
        click.echo(
            f"Encodage deviné : {ENCODINGS[table.encoding]}. Vérifiez : "
            + " | ".join(table.sample)
            + " (sinon, --encoding)",
            err=True,
        )


def _faults(faults: Sequence[Fault], telling: ReportOptions) -> Iterator[str]:
    for group in _grouped(faults, lambda fault: _QUOTED.sub("…", fault.reason)):
        shown = group if telling.verbose else group[:EXAMPLES]
        yield from (show_fault(one, telling) for one in shown)
        if len(group) > len(shown):
            yield f"… et {len(group) - len(shown)} autres fautes de cette sorte (--verbose)"


def show_fault(fault: Fault, telling: ReportOptions) -> str:
    """Return the line that tells a fault, where the operator finds the file."""
    if telling.given and fault.path.is_relative_to(telling.folder):
        path = telling.given / fault.path.relative_to(telling.folder)
        return str(replace(fault, path=path))
    return str(fault)


def _remarks(remarks: Sequence[Remark], telling: ReportOptions) -> Iterator[str]:
    for group in _grouped(remarks, lambda remark: remark.sort):
        sort = group[0].sort
        if sort == UNKNOWN:
            names = _grouped(group, lambda remark: remark.about)
            told = [f"{n[0].about} ({len(n)})" for n in names]
        else:
            told = [_remark(one, telling) for one in group]
        yield f"{len(group)} × {sort}{_listed(told, telling)}"


def _remark(remark: Remark, telling: ReportOptions) -> str:
    return (
        f"{_from(remark.path, telling)}{f' ({remark.about})' if remark.about else ''}"
    )


def _passed(passed: Sequence[Remark], telling: ReportOptions) -> Iterator[str]:
    for group in _grouped(passed, lambda remark: remark.sort):
        told = [_from(one.path, telling) for one in group]
        yield f"{len(group)} passés, {group[0].sort}{_listed(told, telling)}"


def _from(path: Path, telling: ReportOptions) -> str:
    return clean_line(name_of_file(str(path.relative_to(telling.folder))))


def _listed(told: Sequence[str], telling: ReportOptions) -> str:
    words = [one for one in told if one]
    shown = words if telling.verbose else words[:EXAMPLES]
    more = ", …" if len(words) > len(shown) else ""
    return f" : {', '.join(shown)}{more}" if shown else ""


def _grouped(items: Iterable[T], key: Callable[[T], str]) -> list[list[T]]:
    """Return the items by key, the most frequent key first."""
    groups: dict[str, list[T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return sorted(groups.values(), key=len, reverse=True)


def name_unlawful(parts: Components, load: Load | None) -> bool:
    """Name what is made from what a load brought, and is not allowed by it; say if none."""
    if load is None:
        return True
    with parts.store.read() as work:
        found = list(unlawful_since(parts.schema, work, load.id))
    for unlawful in found:
        click.echo(str(unlawful), err=True)
    return not found
