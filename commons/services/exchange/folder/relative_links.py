"""Follows the links of a text to the other files of its folder.

A link to a file that is loaded too becomes [[its title|words]], which later finds
the sheet even if that one comes in another time; an image or a document is taken
in; what leads nowhere keeps its words, with its address beside, and is told.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from commons.core.domain.language.characters import name_of_file
from commons.core.text.markdown.sections import Linked, links_in
from commons.services.exchange.foreign.notes import Note

LOST = "lien vers un fichier absent du dossier"

_OTHER = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//|#|/media/[0-9a-f]{64}\.)", re.IGNORECASE)
_FIT = re.compile(r"[^\[\]\\\n|]{1,300}")
_UNFIT = re.compile(r"[\[\]\\\n|]+")
_ENDING = re.compile(r"\.(?:md|markdown|html?|php)$", re.IGNORECASE)
_INDEX = re.compile(r"(?:^|/)(?:index|readme|_index)$", re.IGNORECASE)

Take = Callable[[PurePosixPath, bool], str]
"""Takes a file of the folder in, as an image or not; gives its name.

"" when it is refused, which it tells.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDestinations:
    """Where the links of a folder lead.

    `files` gives the files of the folder by their path, its accents in one form.
    `pages` gives, for the address of a page
    without its ending, what a link to its sheet holds. `alone` gives the file of
    a name that only one bears. `sites` are addresses at which the folder stands.
    """

    files: Mapping[str, PurePosixPath]
    pages: Mapping[str, str]
    alone: Mapping[str, PurePosixPath]
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A file that is loaded: its path, its title, other addresses of it."""

    path: PurePosixPath
    title: str
    addresses: tuple[str, ...] = ()


def link_destinations(
    files: frozenset[PurePosixPath], pages: Iterable[Page], sites: tuple[str, ...] = ()
) -> LinkDestinations:
    """Return where links may lead in a folder."""
    known = list(pages)
    titles = Counter(page.title for page in known)
    held: dict[str, str] = {}
    for page in known:
        target = page.title if titles[page.title] == 1 else str(page.path)
        if not _FIT.fullmatch(target):
            target = str(page.path)
        for address in (str(page.path), *page.addresses):
            held.setdefault(_page(address), target)
    for page in known:
        stem = name_of_file(page.path.stem.casefold())
        held.setdefault(stem, page.title or str(page.path))
    names = Counter(_name(path) for path in files)
    return LinkDestinations(
        files={name_of_file(str(path)): path for path in files},
        pages=held,
        alone={_name(path): path for path in files if names[_name(path)] == 1},
        sites=sites,
    )


def relink_text(
    text: str, place: PurePosixPath, to: LinkDestinations, take: Take
) -> tuple[str, list[Note]]:
    """Return a text of the file at `place` with its links followed, and what to tell."""
    notes: list[Note] = []
    made, end = [], 0
    for link in links_in(text):
        if not link.address or (link.start, link.end) == (0, 0):
            continue
        put = _put(link, place, to, take, notes)
        if put is not None:
            made += [text[end : link.start], put]
            end = link.end
    return "".join([*made, text[end:]]), notes


def found_file(
    address: str, place: PurePosixPath, to: LinkDestinations
) -> PurePosixPath | None:
    """Return the file of the folder that an address means, None for none."""
    local = _local(address, to.sites)
    if local is None:
        return None
    for path in _paths(local, place):
        if (found := to.files.get(name_of_file(str(path)))) is not None:
            return found
    return to.alone.get(_name(PurePosixPath(local)))


def _put(
    link: Linked,
    place: PurePosixPath,
    to: LinkDestinations,
    take: Take,
    notes: list[Note],
) -> str | None:
    """Return what stands in the place of a link; None: it stays."""
    local = _local(link.address, to.sites)
    if local is None:
        return None
    if not link.image and (target := _sheet(local, place, to)):
        words = " ".join(_UNFIT.sub(" ", link.words or target).split())[:300]
        return f"[[{target}|{words}]]" if words != target else f"[[{target}]]"
    path = found_file(link.address, place, to)
    name = take(path, link.image) if path is not None else ""
    if name:
        mark = "!" if link.image and _is_picture(name) else ""
        return f"{mark}[{link.words}](/media/{name})"
    absolute = _OTHER.match(link.address)
    if absolute:
        return None
    if path is None:
        notes.append(Note(sort=LOST, about=link.address))
    if link.address.startswith("/") and to.sites and "://" in to.sites[0]:
        return f"[{link.words}]({urljoin(to.sites[0], link.address)})"
    words = link.words.strip()
    return f"{words} (`{link.address}`)" if words else f"`{link.address}`"


def _is_picture(name: str) -> bool:
    return name.endswith((".jpg", ".png", ".webp"))


def _local(address: str, sites: tuple[str, ...]) -> str | None:
    """Return an address as a path in the folder, "/" first when from its root.

    None for one that leads elsewhere.
    """
    for site in sites:
        if address.startswith(site):
            return "/" + _bare(address[len(site) :]).lstrip("/")
    return None if _OTHER.match(address) else _bare(address)


def _bare(address: str) -> str:
    try:
        return unquote(urlsplit(address).path)
    except ValueError:
        return address


def _paths(local: str, place: PurePosixPath) -> list[PurePosixPath]:
    """Return the paths that a local address may mean, the likeliest first."""
    near = PurePosixPath() if local.startswith("/") else place.parent
    found = [_joined(near, local)]
    if not local.startswith("/"):
        found.append(_joined(PurePosixPath(), local))
    return [path for path in found if path is not None]


def _joined(base: PurePosixPath, local: str) -> PurePosixPath | None:
    """Join a path without ever leaving the folder: None when it would."""
    parts = list(base.parts)
    for part in local.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return PurePosixPath(*parts)


def _sheet(local: str, place: PurePosixPath, to: LinkDestinations) -> str:
    """Return what a link to a sheet of the folder holds, "" for no such sheet."""
    for path in _paths(local, place):
        if (target := to.pages.get(_page(str(path)))) is not None:
            return target
    return to.pages.get(_page(local), "")


def _name(path: PurePosixPath) -> str:
    return name_of_file(path.name.casefold())


def _page(address: str) -> str:
    """Return the address of a page without what differs between programs."""
    path = _bare(address) if "://" in address else address
    return name_of_file(_INDEX.sub("", _ENDING.sub("", path.strip("/"))).casefold())
