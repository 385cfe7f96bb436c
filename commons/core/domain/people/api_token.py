"""Tokens by which programs act for an account, and what each may be used for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Scope(StrEnum):
    """What a token may be used for; a route says which it takes, and others take none."""

    READ = "read"
    MEDIA_WRITE = "media:write"


SCOPES: Mapping[Scope, str] = {
    Scope.READ: "lire les fichiers que vous voyez, aussi ceux de vos brouillons",
    Scope.MEDIA_WRITE: "envoyer des fichiers",
}
"""Each scope as what a token permits, in French, to translate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """A token of an account; the secret itself is kept nowhere.

    `used` is the day of its last use, None before the first.
    """

    id: str
    account: str
    name: str
    scopes: frozenset[Scope]
    created: datetime
    until: datetime
    used: datetime | None = None


def read_scopes(text: str) -> frozenset[Scope]:
    """Return the scopes that a text names between spaces; what is none is left."""
    known = set(Scope)
    return frozenset(Scope(word) for word in text.split() if word in known)


def write_scopes(scopes: frozenset[Scope]) -> str:
    """Return scopes as text, in one order."""
    return " ".join(sorted(scopes))
