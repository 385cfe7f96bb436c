"""Mints every address and every IRI of the commons.

Stored blocks hold MARKER where an instance's base goes: `expand_base` puts the base
in, so that a new base or another host rewrites nothing. The marker is under
the reserved top-level domain .invalid (RFC 2606), and no user text may hold it.
"""

import re
import secrets
import unicodedata
from functools import lru_cache
from hashlib import sha256
from urllib.parse import unquote

from commons.core.domain.language.characters import normal_form
from commons.core.domain.language.folding import strip_to_ascii

BASE_PLACEHOLDER = "http://commons.invalid"
NAMESPACE = "https://w3id.org/knowledge-commons/ns#"

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32
ID_LENGTH = 12
ID_PATTERN = f"[{_ALPHABET}]{{{ID_LENGTH}}}"
_ID = re.compile(ID_PATTERN)
TAKEN_SLUGS = frozenset(
    {
        *("edit", "history", "v", "diff", "compare", "delete", "restore", "revert"),
        *("timegate", "timemap", "contributions", "reuses", "trials", "lineage"),
        "remarks",
    }
)
"""What may follow a sheet's address and is no title: no page starts at another."""

_SHEET = rf"/sheets/({ID_PATTERN})(?:/v/([1-9][0-9]{{0,8}}))?(?![0-9a-z])"
_PATH = re.compile(_SHEET)
_HOST = r"(?:\[[0-9A-Fa-f:.]+\]|[^\s/?#@:\[\]\\]+)(?::[0-9]+)?"
_ADDRESS = re.compile(rf"((?i:https?)://{_HOST}(?:/[^\s?#]*?)?)?{_SHEET}")
_BARE = re.compile(rf"{_HOST}/")
_NO_PATH = re.compile(r"(?:[?#].*)?", re.DOTALL)
_ESCAPED = re.compile(
    "%(?:[46][1-9A-Fa-f]|[57][0-9Aa]|3[0-9]|2[DEde]|5[Ff]|7[Ee])"
)  # what needs no escape in an address (RFC 3986, 6.2.2.2)
_MAX_SLUG = 80
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "ß": "ss"})


def new_id() -> str:
    """Mint an opaque identifier: 12 characters, 60 bits of chance."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(ID_LENGTH))


def id_from_name(name: str) -> str:
    """Give the identifier that a name always has: 60 bits of its sha-256.

    For sheets that come from files, so that loading a folder twice, here or
    elsewhere, gives the same sheets, whichever system wrote its accents.
    """
    return _digest(normal_form(name))


def other_ids_from_name(name: str) -> tuple[str, ...]:
    """Give the other identifiers that a name had while its accents told it apart."""
    own = id_from_name(name)
    forms = (name, unicodedata.normalize("NFD", name))
    found = dict.fromkeys(_digest(form) for form in forms)
    return tuple(identifier for identifier in found if identifier != own)


def _digest(name: str) -> str:
    number = int.from_bytes(sha256(name.encode()).digest()[:8], "big") >> 4
    digits = (_ALPHABET[number >> 5 * place & 31] for place in range(ID_LENGTH))
    return "".join(digits)


def is_id(text: str) -> bool:
    """Say whether the text has the form of an identifier of ours."""
    return _ID.fullmatch(text) is not None


def sheet_iri(identifier: str, base: str = BASE_PLACEHOLDER) -> str:
    """Give the IRI of a sheet."""
    return f"{base}/sheets/{identifier}"


def page_address(identifier: str, slug: str, base: str = BASE_PLACEHOLDER) -> str:
    """Give the address of a sheet's page, which changes with its title."""
    return f"{base}/sheets/{identifier}/{slug}"


def version_iri(identifier: str, number: int, base: str = BASE_PLACEHOLDER) -> str:
    """Give the IRI of a version, which is also its graph's name."""
    return f"{base}/sheets/{identifier}/v/{number}"


def version_of(address: str) -> tuple[str, int] | None:
    """Return the sheet and the version that an address names, of whichever site.

    None for any other address. Identifiers are given by chance: that of a sheet of
    ours is no other site's, unless it is the same sheet.
    """
    found = _ADDRESS.match(address)
    if found is None or not found[3] or not _NO_PATH.fullmatch(address, found.end()):
        return None
    return found[2], int(found[3])


def sheet_named(address: str) -> tuple[str, int | None] | None:
    """Return the sheet that any address of it names, and the version if it says one.

    That of its page, of a version, of a format or of a diff: a path of ours, or an
    address of the web on whichever site, however it is written. None for any other
    text, and where an address stands within another.
    """
    return _named(_read_address(address), 2)


def sheet_mentioned(text: str) -> tuple[str, int | None] | None:
    """Return the sheet of the first address in what somebody typed, as `sheet_named`.

    An address that was escaped as a whole is read too.
    """
    typed = text if "/" in text else unquote(text)
    return next((named for one in typed.split() if (named := sheet_named(one))), None)


def path_named(path: str) -> tuple[str, int | None] | None:
    """Return the sheet here that a path names, and the version if it says one.

    None for any other text: nothing stands before the path or behind it.
    """
    return _named(_PATH.fullmatch(path), 1)


def site_named(address: str) -> str:
    """Return the base of the site on which an address names a sheet, "" for a path."""
    found = _read_address(address)
    return (found[1] or "") if found else ""


def _read_address(typed: str) -> re.Match[str] | None:
    text = typed.strip()
    if "%" in text:
        text = _ESCAPED.sub(lambda escape: unquote(escape[0]), text)
    return _ADDRESS.match(f"https://{text}" if _BARE.match(text) else text)


def _named(found: re.Match[str] | None, group: int) -> tuple[str, int | None] | None:
    """Return the sheet and the number of a match, from the group of the sheet on."""
    if found is None:
        return None
    number = found[group + 1]
    return found[group], int(number) if number else None


def person_iri(identifier: str, base: str = BASE_PLACEHOLDER) -> str:
    """Give the IRI of a person."""
    return f"{base}/people/{identifier}"


def organisation_iri(identifier: str, base: str = BASE_PLACEHOLDER) -> str:
    """Give the IRI of an organisation."""
    return f"{base}/organisations/{identifier}"


def remarks_iri(identifier: str, base: str = BASE_PLACEHOLDER) -> str:
    """Give the IRI of what is asked and said under a sheet."""
    return f"{sheet_iri(identifier, base)}/remarks"


def remark_iri(identifier: str, base: str = BASE_PLACEHOLDER) -> str:
    """Give the IRI of a question, a remark or a reply."""
    return f"{base}/remarks/{identifier}"


def territory_iri(code: str, base: str = BASE_PLACEHOLDER) -> str:
    """Give the IRI of an official territory, code as in "commune:35238"."""
    return f"{base}/territories/{code}"


def media_iri(digest: str, base: str = BASE_PLACEHOLDER) -> str:
    """Give the IRI of a file, by the hash of its content."""
    return f"{base}/media/{digest}"


def stream_iri(base: str = BASE_PLACEHOLDER) -> str:
    """Give the IRI of the stream of versions, told about at the feed's root."""
    return f"{feed_iri(base)}#stream"


def feed_iri(base: str = BASE_PLACEHOLDER) -> str:
    """Give the IRI of the root of the feed."""
    return f"{base}/feeds/ldes"


def feed_page(edition: int, number: int, base: str = BASE_PLACEHOLDER) -> str:
    """Give the IRI of a page of the feed."""
    return f"{feed_iri(base)}/{edition}/{number}"


def catalogue_iri(part: str = "", base: str = BASE_PLACEHOLDER) -> str:
    """Give the IRI of the catalogue, or of a part of it."""
    return f"{base}/catalog#{part}" if part else f"{base}/catalog"


def expand_base(block: bytes, base: str) -> bytes:
    """Put an instance's base where the marker stands."""
    return block.replace(BASE_PLACEHOLDER.encode(), base.encode())


@lru_cache(maxsize=1024)
def slugify(title: str) -> str:
    """Give the readable end of a sheet's address; never an identity.

    >>> slugify("L’atelier « cœur de bourg »")
    'l-atelier-coeur-de-bourg'
    """
    letters = strip_to_ascii(title.translate(_LIGATURES)).decode().lower()
    if not letters.strip() or not re.search(r"[a-z0-9]", letters):
        return "fiche"
    spaced = unicodedata.normalize("NFKD", re.sub(r"[’'–—-]", " ", title))
    letters = strip_to_ascii(spaced.translate(_LIGATURES)).decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:_MAX_SLUG].strip("-")
    return f"{words}-fiche" if words in TAKEN_SLUGS else words
