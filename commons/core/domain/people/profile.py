"""What people say of themselves, and the organisations that they belong to."""

from dataclasses import dataclass
from datetime import datetime

LONGEST_WORDS = 500
"""How many characters somebody's few words may have, or an organisation's."""
MOST_LINES = 20
LONGEST_NAME = 120
"""How many characters the name of an organisation may have."""
LONGEST_LINK = 300
MOST_LINKS = 3
MOST_THEMES = 8
"""How many themes somebody may help with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a person wrote of themselves; each part may be empty.

    `account` is None where it came with an export and nobody here signs in as that
    person. `territory` is the code of an official place, `organisation` an identifier,
    `themes` are keys.
    """

    person: str
    account: str | None
    words: str = ""
    territory: str = ""
    organisation: str = ""
    themes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether any part is filled."""
        return any(
            (self.words, self.territory, self.organisation, self.themes, self.links)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """An organisation, as the last who changed it left it.

    `accepted`: it was written by somebody whose writing needs no review; else it is
    shown once its `author` needs none. `merged` is the organisation that took its
    place, "" for none. `revision` rises with each change.
    """

    id: str
    name: str
    slug: str
    author: str
    words: str = ""
    territory: str = ""
    link: str = ""
    accepted: bool = False
    merged: str = ""
    revision: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryQuery:
    """What is looked for among people or organisations; everything where it is empty.

    `words` are folded, and each must be found. `themes` are keys of which one is enough.
    """

    words: tuple[str, ...] = ()
    territory: str = ""
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryPerson:
    """A line of the list of people: who, what they say, and their organisation."""

    name: str
    profile: Profile
    organisation: Organisation | None
    changed: datetime
