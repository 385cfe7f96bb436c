"""Says on which categories a sheet stands: its kind, its themes, its territories.

A category is a path of keys from its root, as in "kind:method", "theme:culture" or
"territory:commune:29019"; the roots "theme" and "territory" are categories too. Its
segments hold what a setSpec of OAI-PMH 2.0 may.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from commons.core.domain.schema.kind import Kind, Schema, Values
from commons.core.kinds.rules.validation import as_list

KIND, THEME, TERRITORY = "kind", "theme", "territory"
ROOTS = (KIND, THEME, TERRITORY)

_SEGMENT = r"[A-Za-z0-9_.!~*'()-]+"
_SHELF = re.compile(rf"{_SEGMENT}(:{_SEGMENT})*")


def categories_of(schema: Schema, kind: Kind, values: Values) -> tuple[str, ...]:
    """Give the categories of a sheet, each once, its kind first.

    A place without an official code has none. A theme is what it goes by today, and
    brings those that it stands under.
    """
    found = (
        f"{KIND}:{kind.key}",
        *_with_root(THEME, _themes(schema, kind, values)),
        *_with_root(TERRITORY, _territories(kind, values)),
    )
    return tuple(dict.fromkeys(category for category in found if is_category(category)))


def is_category(text: str) -> bool:
    """Say whether a text has the form of a category."""
    return _SHELF.fullmatch(text) is not None


def _with_root(root: str, keys: Iterable[str]) -> Iterator[str]:
    """Give a root, then what stands under it; nothing when nothing does."""
    found = [f"{root}:{key}" for key in keys]
    yield from ([root, *found] if found else [])


def _themes(schema: Schema, kind: Kind, values: Values) -> Iterator[str]:
    for field in kind.fields:
        if field.choice != "themes":
            continue
        concepts = schema.schemes[field.choice].concepts
        for key in map(str, as_list(values.get(field.key))):
            concept = concepts.get(key)
            yield from (concept.key, *concept.includes) if concept else (key,)


def _territories(kind: Kind, values: Values) -> Iterator[str]:
    for field in kind.fields:
        if field.editor == "place":
            for row in as_list(values.get(field.key)):
                if isinstance(row, Mapping) and row.get("code"):
                    yield str(row["code"])
