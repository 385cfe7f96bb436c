"""What a copy is made from: a site that answers addresses, and says where each stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

FROZEN_DAY = "\ue000day\ue000"
"""Stands in a page where the day comes on which the page was copied (private use)."""

_PROBLEM = "application/problem+json"
"""The media type of what programs are told of an error (RFC 9457)."""

MADE_HERE = "="
"""Begins the name of what no address of the site answers, and the copy makes itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer of the site; `headers` by their names in lower case, `body` in pieces."""

    status: int
    headers: Mapping[str, str]
    body: Iterable[bytes]

    @property
    def is_there(self) -> bool:
        """Whether it tells what was asked for, if only that it was deleted (410)."""
        error = self.media_type == _PROBLEM
        return self.status == 200 or (self.status == 410 and not error)

    @property
    def lasts(self) -> bool:
        """Whether it is the same as long as what it is about is not removed."""
        return "immutable" in self.headers.get("cache-control", "")

    @property
    def media_type(self) -> str:
        """The media type, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenAddress:
    """Where a copy has what an address of the site answers.

    `path` is the address in the copy, percent-encoded; `ask` the address to ask of the
    site, `shown` the one that a link has, with what the query says to scripts. `door` is
    an address that leads to `path`, "" for none. `any_query`: it is the same whatever is
    asked behind it.
    """

    path: str
    ask: str
    shown: str
    door: str = ""
    any_query: bool = False


class FrozenSite(Protocol):
    """A site whose answers are written into files."""

    base: str
    """The base of its IRIs and of its absolute addresses."""

    day: str
    """Today, in words."""

    language: str
    """The language of its pages, as a tag."""

    signature: str
    """Names all that a version's data is made with, beside the version."""

    def first_addresses(self) -> Iterable[str]:
        """Return the addresses that lead to the others, but for the sheets."""

    def version_addresses(self, sheet: str, slug: str, number: int) -> Iterable[str]:
        """Return the addresses of a version, and of its sheet under that title."""

    def locate(self, address: str) -> FrozenAddress | None:
        """Return where the copy has what a path of the site answers.

        None for what is not copied, and for what is no address of the site.
        """

    def ask(self, path: str, tag: str = "") -> Answer:
        """Return the answer to a reader without account; 304 where `tag` is its ETag."""
