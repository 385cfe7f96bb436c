"""The options of `commons load`, one row each, and the inputs they go with."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from commons.core.domain.language.characters import clean_line
from commons.core.text.files.encodings import ENCODINGS
from commons.services.exchange.foreign.survey import VERSIONS


class Input(StrEnum):
    """What `commons load` is given, as its refusals call it."""

    FOLDER = "un dossier"
    EXPORT = "un export"
    TABLE = "un tableau"


FOLDERS = frozenset({Input.FOLDER, Input.EXPORT})
TABLES = frozenset({Input.TABLE})
ALL = FOLDERS | TABLES


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionRow:
    """An option of `commons load`, and the inputs that it goes with.

    With any other input it is a usage error: no option is ever ignored.
    """

    option: click.Option
    inputs: frozenset[Input]


def _filled(_context: click.Context, option: click.Parameter, value: Any) -> Any:
    """Give the value of an option; blank texts are usage errors."""
    texts = value if isinstance(value, tuple) else (value,)
    if any(isinstance(text, str) and not clean_line(text) for text in texts):
        raise click.BadParameter("une valeur est attendue", param=option)
    if option.name == "source" and isinstance(value, str):
        return clean_line(value)
    return value


def _row(inputs: frozenset[Input], *names: str, **more: Any) -> OptionRow:
    option = click.Option(list(names), callback=_filled, **more)
    return OptionRow(option=option, inputs=inputs)


OPTIONS = (
    _row(
        FOLDERS,
        "--incomplete",
        is_flag=True,
        help="Accepter des lignes incomplètes (étapes, résultats…).",
    ),
    _row(
        TABLES | {Input.FOLDER},
        "--kind",
        help="La sorte des fiches ; d’un dossier, de celles de tous ses fichiers.",
    ),
    _row(
        frozenset({Input.FOLDER}),
        *("--map", "mapping"),
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FICHIER",
        help="La correspondance entre un dossier d’ailleurs et nos champs.",
    ),
    _row(
        ALL,
        "--encoding",
        type=click.Choice(list(ENCODINGS)),
        help="L’encodage des fichiers, s’il est mal deviné.",
    ),
    _row(ALL, "--verbose", is_flag=True, help="Tout dire, sans résumer."),
    _row(
        ALL,
        "--source",
        help="Le nom de la source, le même à chaque chargement ; à défaut, celui"
        " du fichier ou du dossier.",
    ),
    _row(
        ALL,
        "--adopt",
        is_flag=True,
        help="Reprendre dans cette source les fiches qui viennent d’une autre.",
    ),
    _row(
        TABLES,
        *("--column", "columns"),
        multiple=True,
        metavar="TITRE=CHAMP",
        help="Une colonne.",
    ),
    _row(ALL, "--author", "authors", multiple=True, help="Qui signe, à défaut."),
    _row(ALL, "--licence", help="La licence, à défaut."),
    _row(ALL, "--language", help="La langue, à défaut."),
    _row(ALL, "--drafts", metavar="E-MAIL", help="Où garder ce qui ne se publie pas."),
    _row(
        ALL,
        "--replace",
        is_flag=True,
        help="Remplacer ce qui a changé à la main.",
    ),
    _row(
        frozenset({Input.EXPORT}),
        "--site",
        is_flag=True,
        help="Prendre aussi les thèmes, organisations et présentations de ce site.",
    ),
    _row(ALL, "--check", is_flag=True, help="Dire les fautes, ne rien charger."),
)
"""Every option of `commons load`; a new one is one row here, and in its test."""


def input_of(path: Path) -> Input:
    """Say what a path leads to."""
    if not path.is_dir():
        return Input.TABLE
    return Input.EXPORT if (path / VERSIONS).is_dir() else Input.FOLDER


def refuse_idle_options(context: click.Context, found: Input) -> None:
    """Refuse the options that were given and that this input has no use for.

    Raises click.UsageError, which names them all.
    """
    idle = [
        row.option.opts[0]
        for row in OPTIONS
        if found not in row.inputs
        and context.get_parameter_source(str(row.option.name))
        is ParameterSource.COMMANDLINE
    ]
    if idle:
        raise click.UsageError(f"{', '.join(idle)} : sans effet sur {found}")
