"""What the thesaurus says: the names that a concept has, and how editors change them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class ThesaurusTerm:
    """A concept, by a key of its own.

    `label` is its first name by language, `names` are the others in any language.
    `needs` are what people say who need it and do not know its name; they find it and
    are never shown. `english` are those of the names and needs that are said in English
    alone. `broader` and `related` are keys.
    """

    key: str
    label: Mapping[str, str]
    names: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    english: frozenset[str] = frozenset()
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


class TermRole(StrEnum):
    """What a name is to its concept; the values are properties of SKOS."""

    LABEL = "prefLabel"
    NAME = "altLabel"
    NEED = "hiddenLabel"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThesaurusEdit:
    """A name that editors of a site gave to a concept, or (`added` false) took away."""

    concept: str
    role: TermRole
    language: str
    text: str
    added: bool
