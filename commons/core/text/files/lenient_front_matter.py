"""Reads the front matter that other programs write, and says how it was read.

Beside ours (text/front_matter): TOML between +++ (Hugo), lines of "Key: value" at
the head of the file (Pelican, MultiMarkdown), YAML that ends with three dots or
whose texts hold an unquoted colon, and files that only look as if they had one.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from commons.core.text.files import front_matter
from commons.core.text.files.front_matter import MOST_BYTES, MOST_ITEMS, Data
from commons.errors import FileFormatError

QUOTED = "en-tête lu malgré des guillemets qui manquent"

_HEAD = re.compile(r"(?:[ \t]*\n)*(---|\+\+\+)[ \t]*\n")
_END = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE),
}
_PAIR = re.compile(r"([A-Za-zÀ-ÿ][\w .-]{0,40}?)[ \t]*:[ \t]+(\S.*)")
_LOOSE = re.compile(r"([A-Za-zÀ-ÿ_][\w -]{0,40}?)[ \t]*:[ \t]+(\S.*)")
_FIRST = frozenset(
    {
        *("title", "titre", "author", "auteur", "autrice", "authors", "auteurs"),
        *("date", "tags", "category", "categories", "catégorie", "slug", "lang"),
        *("language", "langue", "summary", "résumé", "description"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LenientText:
    """What a file says at its head, and its text; `notes` say how it was read."""

    meta: Mapping[str, Data] = field(hash=False)
    body: str
    notes: tuple[str, ...] = ()


def read_lenient(text: str) -> LenientText:
    """Read a text with or without a front matter.

    Raises FileFormatError for a front matter that nobody could read,
    TooLargeError for one that is too large.
    """
    head = _HEAD.match(text)
    if head is None:
        return _lines(text)
    end = _END[head[1]].search(text, head.end())
    if end is None or not _says_something(text[head.end() : end.start()]):
        return LenientText(meta={}, body=text)
    header = text[head.end() : end.start()]
    body = text[end.end() :].removeprefix("\n").removeprefix("\n")
    before = text.count("\n", 0, head.end())
    if head[1] == "+++":
        return LenientText(meta=_toml(header, before), body=body)
    try:
        return LenientText(meta=_yaml(header), body=body)
    except FileFormatError as error:
        loosened = "\n".join(map(_loosened, header.split("\n")))
        if loosened == header:
            raise _moved(error, before - 1) from error
        try:
            return LenientText(meta=_yaml(loosened), body=body, notes=(QUOTED,))
        except FileFormatError:
            raise _moved(error, before - 1) from error


def _says_something(header: str) -> bool:
    """Say whether what stands between two marks is a front matter, not a text."""
    lines = [line for line in header.split("\n") if line.strip()]
    return not lines or any(re.match(r"[^\s:=][^:=\n]{0,60}[:=]", one) for one in lines)


def _yaml(header: str) -> Mapping[str, Data]:
    return front_matter.read_front_matter(f"---\n{header}---\n")[0]


def _moved(error: FileFormatError, lines: int) -> FileFormatError:
    """Give an error with its line counted from the beginning of the file."""
    if not lines:
        return error
    reason = str(error).partition(" : ")[2] or str(error)
    line = error.line + lines
    return FileFormatError(f"ligne {line} : {reason}", line)


def _loosened(line: str) -> str:
    """Quote the text of a line that YAML would take for something else."""
    pair = _LOOSE.fullmatch(line)
    if pair is None or pair[2][0] in "\"'[{|>#":
        plain = pair is not None and pair[2][0] in "[{" and pair[2][-1] not in "]}"
        if pair is None or not plain:
            return line
    return f"{pair[1]}: {json.dumps(pair[2].strip(), ensure_ascii=False)}"


def _toml(header: str, before: int) -> Mapping[str, Data]:
    if len(header) > MOST_BYTES // 10 or header.count("=") > MOST_ITEMS:
        raise FileFormatError(
            f"ligne {before} : l’en-tête en TOML est trop long", before
        )
    try:
        found = tomllib.loads(header)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = re.search(r"at line (\d+)", str(error))
        line = before + (int(place[1]) if place else 0)
        reason = f"TOML illisible ({error})"
        raise FileFormatError(f"ligne {line} : {reason}", line) from error
    return {key: _plain(value) for key, value in found.items()}


def _plain(value: object) -> Data:
    """Give a value of TOML as JSON: dates are texts."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool) else str(value)


def _lines(text: str) -> LenientText:
    """Read lines of "Key: value" up to a blank line, when they are a head."""
    pairs = list(_pairs(text))
    if not pairs or pairs[0][0].casefold() not in _FIRST:
        return LenientText(meta={}, body=text)
    meta: dict[str, Data] = {}
    for key, value in pairs:
        meta.setdefault(key, value)
    rest = text.lstrip("\n").split("\n", len(pairs))
    following = rest[len(pairs)] if len(rest) > len(pairs) else ""
    if following.split("\n", 1)[0].strip():
        return LenientText(meta={}, body=text)
    return LenientText(meta=meta, body=following.lstrip("\n"))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for line in text.lstrip("\n").split("\n", 60)[:60]:
        pair = _PAIR.fullmatch(line.rstrip())
        if pair is None:
            return
        yield pair[1], pair[2]
