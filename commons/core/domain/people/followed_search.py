"""A search that somebody follows: what is asked, and under which name it is followed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

_SIGNS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedSearch:
    """What a search asks, the same for all who follow it, in whatever order it came.

    As in a Query; `address` is the path of its page.
    """

    words: str
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fits: Mapping[str, int] = field(default_factory=dict)
    verbatim: bool = False
    fits_first: bool = False
    address: str = ""

    @property
    def id(self) -> str:
        """The name of the search, by what it asks."""
        return sha256(self.asked.encode()).hexdigest()[:_SIGNS]

    @property
    def asked(self) -> str:
        """What is asked, as it is kept."""
        told = {
            "words": " ".join(self.words.split()),
            "filters": {name: sorted(held) for name, held in self.filters.items()},
            "fits": dict(self.fits),
            "verbatim": self.verbatim,
            "fits_first": self.fits_first,
        }
        return json.dumps(told, sort_keys=True, ensure_ascii=False)


def read_search(asked: str, address: str) -> FollowedSearch:
    """Read what `asked` of a search wrote."""
    told = json.loads(asked)
    return FollowedSearch(
        words=told["words"],
        filters={name: tuple(held) for name, held in told["filters"].items()},
        fits=told["fits"],
        verbatim=told["verbatim"],
        fits_first=told["fits_first"],
        address=address,
    )
