"""The lists of choices: what can be chosen, and what took the place of what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Words: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A choice of a scheme: `key` in values, `iri` in RDF.

    `emits` are the properties it writes from the sheet to its row. Who looks for one
    of the choices that it `includes` finds it too; `broader` is the key of the one that
    it stands under, "" for none. `former` are names that it had, which
    are read and never shown. `pictogram` and `hue` are the
    drawing and the colour of the covers of its sheets, "" for none of its own. What is
    `retired` stays where it was chosen, and is offered no more. `replaced_by` is the key
    of the one that took its place: nobody chooses it, and it is none of the list.
    """

    key: str
    iri: str
    label: Words
    help: Words
    emits: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    broader: str = ""
    former: tuple[str, ...] = ()
    pictogram: str = ""
    hue: str = ""
    retired: bool = False
    replaced_by: str = ""


class Concepts(Mapping[str, Concept]):
    """Choices by their keys, in the order to show.

    The key of one whose place another took leads to that other, so that what was chosen
    once keeps its words; it is not among the keys that are listed.
    """

    def __init__(
        self, standing: Mapping[str, Concept], replaced: Mapping[str, Concept]
    ) -> None:
        self._standing = standing
        self._replaced = replaced

    def __getitem__(self, key: str) -> Concept:
        """Return the choice that a key means today. Raises KeyError."""
        found = self._standing.get(key)
        return found or self._standing[self._replaced[key].replaced_by]

    def __iter__(self) -> Iterator[str]:
        """Yield the keys of the choices that stand."""
        return iter(self._standing)

    def __len__(self) -> int:
        """Return how many choices stand."""
        return len(self._standing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A list of choices; `replaced` are those whose place another took, by key."""

    key: str
    iri: str
    label: Words
    concepts: Mapping[str, Concept]
    replaced: Mapping[str, Concept] = field(default_factory=dict)

    def offered(self) -> list[Concept]:
        """Return what can be chosen, in the order to show."""
        return [one for one in self.concepts.values() if not one.retired]

    def found_by(self, key: str) -> tuple[str, ...]:
        """Return the keys that who looks for a choice finds: its own first.

        Those of choices under it, and of all whose place they took.
        """
        concept = self.concepts.get(key)
        if concept is None:
            return (key,)
        standing = [
            concept.key,
            *(one.key for one in self.concepts.values() if concept.key in one.includes),
        ]
        gone = (
            one.key for one in self.replaced.values() if one.replaced_by in standing
        )
        return tuple(dict.fromkeys((*standing, *gone)))
