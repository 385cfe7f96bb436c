"""A theme as editors of a site have it: its words, its place, what became of it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from commons.core.domain.schema.concept import Words

DEEPEST = 3
"""How many themes may stand one under the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A theme by its key; `parent` is the key of the one that it stands under.

    Themes stand by rising `position`. `former` are names that it had. What is `retired`
    stays where it was chosen; `replaced_by` is the key of the one that took its place.
    `number` says which change of all it is as, 0 where it is as the files have it.
    """

    key: str
    label: Words
    help: Words = field(default_factory=dict)
    parent: str = ""
    position: float = 0
    retired: bool = False
    replaced_by: str = ""
    hue: str = ""
    former: tuple[str, ...] = ()
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeTree:
    """Themes as they stand together.

    `standing` are those of the list, each after the one that it stands under, whose key
    `parents` tells. `replaced` maps the key of one whose place another took to that of
    the one that stands there today.
    """

    standing: tuple[Theme, ...]
    parents: Mapping[str, str]
    replaced: Mapping[str, str]

    def above(self, key: str) -> tuple[str, ...]:
        """Return the keys of those that a theme stands under, the nearest first."""
        found: list[str] = []
        while key := self.parents.get(key, ""):
            found.append(key)
        return tuple(found)

    def below(self, key: str) -> tuple[str, ...]:
        """Return the keys of all that stand under a theme."""
        return tuple(one.key for one in self.standing if key in self.above(one.key))


def arrange_themes(themes: Iterable[Theme]) -> ThemeTree:
    """Return how themes stand together, whatever they say of one another.

    One whose place none of them took, be it in a circle, stands, and is retired; one
    that stands under none of them, or under itself, stands under none.
    """
    known = {theme.key: theme for theme in themes}
    replaced = {
        key: end
        for key, theme in known.items()
        if theme.replaced_by and (end := _end_of(known, key))
    }
    standing = {key: theme for key, theme in known.items() if key not in replaced}
    parents: dict[str, str] = {}
    for key, theme in standing.items():
        parent = replaced.get(theme.parent, theme.parent)
        if parent in standing and key not in _climb(standing, replaced, parent):
            parents[key] = parent
    ordered = sorted(standing.values(), key=lambda one: (one.position, one.key))
    return ThemeTree(
        standing=tuple(_downwards(ordered, parents, "")),
        parents=parents,
        replaced=replaced,
    )


def _end_of(known: Mapping[str, Theme], key: str) -> str:
    """Return the key of the theme that stands where one did, "" for none."""
    seen: set[str] = set()
    while key in known and known[key].replaced_by and key not in seen:
        seen.add(key)
        key = known[key].replaced_by
    return key if key in known and key not in seen else ""


def _climb(
    standing: Mapping[str, Theme], replaced: Mapping[str, str], key: str
) -> Collection[str]:
    """Return a key and those above it, each once."""
    seen: dict[str, None] = {}
    while key in standing and key not in seen:
        seen[key] = None
        parent = standing[key].parent
        key = replaced.get(parent, parent)
    return seen


def _downwards(
    ordered: list[Theme], parents: Mapping[str, str], parent: str
) -> Iterator[Theme]:
    for theme in ordered:
        if parents.get(theme.key, "") == parent:
            yield theme
            yield from _downwards(ordered, parents, theme.key)
