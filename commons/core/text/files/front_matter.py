"""The files of sheets: YAML between two lines of dashes, then Markdown.

Scalars follow the core schema of YAML 1.2 (chapter 10.3): `no` is a word,
12:30 and 2018-11-05 are texts, 010 is ten. Values are JSON: anchors, tags and
keys that are not text have no place in them.
"""

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

import yaml

from commons.core.domain.schema.kind import Value
from commons.errors import FileFormatError, TooLargeError

Data: TypeAlias = "str | int | float | bool | dict[str, Data] | list[Data] | None"

MOST_BYTES = 2_000_000
MOST_ITEMS = 20_000
"""Keys, values, lists and mappings of a front matter, however deep they stand."""

_NO_ALIAS = "les ancres et les alias (& et *) ne sont pas admis"
_DEEPEST = 40
_FENCE = "---"
_NO_CHARACTER = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
_CONTROLS = {
    code: 0x10FF00 + code for code in (*range(9), *range(11, 32), *range(127, 160))
}
_HIDDEN = {
    chr(code): chr(private)
    for code, private in (_CONTROLS | {0x2028: 0x10FFA8, 0x2029: 0x10FFA9}).items()
}
"""What YAML refuses or takes for a line end -> private characters (UAX 44) in its
place while the header is read: who reads the values cleans them as any text."""
_SHOWN = {hidden: sign for sign, hidden in _HIDDEN.items()}
_TO_HIDE = re.compile(f"[{''.join(_HIDDEN)}]")
_TO_SHOW = re.compile(f"[{''.join(_SHOWN)}]")
_PLAIN_BLOCK = re.compile(r"[^\s\x00-\x1f][^\n]*(?:\n+[^\s][^\n]*)*\n?")

_NULL = re.compile(r"(?:~|null|Null|NULL)?")
_BOOLEANS = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]{1,4000}")
_OCTAL = re.compile(r"0o[0-7]{1,4000}")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]{1,4000}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


def read_front_matter(text: str | bytes) -> tuple[dict[str, Data], str]:
    """Give the front matter and the body; ({}, text) when there is none.

    One blank line after the front matter is not part of the body. Line ends of
    other systems become plain ones; other controls stay in the texts.

    Raises:
        FileFormatError: broken UTF-8, what is no character, or YAML that we
            do not take; the message names the line.
        TooLargeError: more than MOST_BYTES of front matter.

    """
    plain = _decode(text)
    if not (plain + "\n").startswith(f"{_FENCE}\n"):
        return {}, plain
    end = (plain + "\n").find(f"\n{_FENCE}\n", len(_FENCE))
    if end < 0:
        msg = f"ligne 1 : l’en-tête ouvert par « {_FENCE} » n’est jamais fermé"
        raise FileFormatError(msg, 1)
    header = plain[len(_FENCE) + 1 : end + 1]
    if len(header) > MOST_BYTES:
        msg = f"l’en-tête dépasse {MOST_BYTES} caractères"
        raise TooLargeError(msg)
    body = plain[end + len(_FENCE) + 2 :]
    return _load(header, first_line=2), body.removeprefix("\n")


def read_bare_header(text: str) -> dict[str, Data]:
    """Return the data of a front matter that stands without dashes above it.

    It ends where the text does, or at a line of dashes. Raises FileFormatError as
    `read_front_matter` does.
    """
    header = f"{_decode(text)}\n".partition(f"\n{_FENCE}\n")[0]
    return _load(header, first_line=1)


def write_front_matter(meta: Mapping[str, Value], body: str) -> str:
    """Give the file that `read_front_matter` reads back to the same data and body."""
    header = yaml.dump(
        dict(meta),
        Dumper=_Dumper,
        allow_unicode=True,
        default_flow_style=False,
        sort_keys=False,
        width=88,
    )
    kept = header if meta else ""
    return f"{_FENCE}\n{kept}{_FENCE}\n" + (f"\n{body}" if body else "")


def _decode(text: str | bytes) -> str:
    """Give the text with plain line ends. Raises FileFormatError."""
    if isinstance(text, bytes):
        try:
            text = text.decode()
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise _refusal(line, "ce fichier n’est pas en UTF-8") from error
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    wrong = _NO_CHARACTER.search(plain)
    if wrong:
        line = plain.count("\n", 0, wrong.start()) + 1
        words = f"caractère invisible interdit (U+{ord(wrong[0]):04X})"
        raise _refusal(line, words)
    return plain


def _refusal(line: int, words: str) -> FileFormatError:
    """Make the error that names the line, counted from 1 in the file."""
    return FileFormatError(f"ligne {line} : {words}", line)


def _load(header: str, first_line: int) -> dict[str, Data]:
    """Build the mapping that the YAML text holds, which begins at `first_line`.

    Raises FileFormatError.
    """
    hidden = _TO_HIDE.sub(lambda found: _HIDDEN[found[0]], header)
    builder = _Builder(first_line, hides=hidden != header)
    try:
        for event in yaml.parse(hidden, Loader=yaml.CSafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + first_line if mark else 1
        raise _refusal(line, f"YAML illisible ({error.problem})") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise _refusal(1, f"YAML illisible ({error})") from error
    if builder.root is None:
        return {}
    if not isinstance(builder.root, dict):
        raise _refusal(first_line, "l’en-tête doit être une liste de « clé : valeur »")
    return builder.root


class _Builder:
    """Builds JSON data from the parser's events, without recursion.

    `first_line` is where the text begins in its file, counted from 1; `hides` says
    whether signs that YAML refuses were hidden from the parser.
    """

    def __init__(self, first_line: int, *, hides: bool) -> None:
        self._first_line = first_line
        self._hides = hides
        self.root: Data = None
        self._stack: list[dict[str, Data] | list[Data]] = []
        self._keys: list[str | None] = []
        self._documents = 0
        self._items = 0

    def take(self, event: yaml.Event) -> None:
        """Take the next event. Raises FileFormatError."""
        self._items += 1
        if self._items > MOST_ITEMS:
            raise self._refused(event, f"l’en-tête a plus de {MOST_ITEMS} éléments")
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            self._node(event)
        elif isinstance(event, yaml.AliasEvent):
            raise self._refused(event, _NO_ALIAS)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._stack.pop()
            self._keys.pop()
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise self._refused(event, "un seul document YAML est admis")

    def _refused(self, event: yaml.Event, words: str) -> FileFormatError:
        """Make the error that names the line of an event."""
        start = event.start_mark
        return _refusal(start.line + self._first_line if start else 1, words)

    def _node(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        """Take a scalar, or the start of a list or a mapping."""
        if event.anchor:
            raise self._refused(event, _NO_ALIAS)
        if event.tag:
            raise self._refused(event, f"l’étiquette {event.tag} n’est pas admise")
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        else:
            self._open(event)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        """Take a scalar, which is a key or a value."""
        text = event.value
        if self._hides:
            text = _TO_SHOW.sub(lambda found: _SHOWN[found[0]], text)
        if not self._awaits_key():
            self._put(_resolve(text) if event.implicit[0] else text)
            return
        holder = self._stack[-1]
        if isinstance(holder, dict) and text in holder:
            raise self._refused(event, f"la clé « {text} » est là deux fois")
        self._keys[-1] = text

    def _open(self, event: yaml.CollectionStartEvent) -> None:
        """Take the start of a list or a mapping."""
        if self._awaits_key():
            raise self._refused(event, "une clé doit être un texte")
        if len(self._stack) >= _DEEPEST:
            raise self._refused(event, "les listes sont trop imbriquées")
        opened: dict[str, Data] | list[Data] = (
            {} if isinstance(event, yaml.MappingStartEvent) else []
        )
        self._put(opened)
        self._stack.append(opened)
        self._keys.append(None)

    def _awaits_key(self) -> bool:
        """Say whether the next scalar is a key."""
        return bool(
            self._stack and isinstance(self._stack[-1], dict) and self._keys[-1] is None
        )

    def _put(self, value: Data) -> None:
        """Put a value where it belongs."""
        if not self._stack:
            self.root = value
            return
        holder = self._stack[-1]
        if isinstance(holder, list):
            holder.append(value)
            return
        key = self._keys[-1]
        if key is not None:
            holder[key] = value
        self._keys[-1] = None


def _resolve(text: str) -> Data:
    """Give what a plain scalar means in the core schema."""
    if _NULL.fullmatch(text):
        return None
    if text in _BOOLEANS or text[0].isalpha():  # no number begins so
        return _BOOLEANS.get(text, text)
    if _INTEGER.fullmatch(text):
        return int(text)
    if _OCTAL.fullmatch(text):
        return int(text, 8)
    if _HEXADECIMAL.fullmatch(text):
        return int(text, 16)
    return float(text) if _FLOAT.fullmatch(text) else text


class _Dumper(yaml.CSafeDumper):
    """Writes JSON data so that readers of YAML 1.1 and 1.2 see the same."""

    def ignore_aliases(self, _data: Any) -> bool:
        """Write a value as often as it occurs."""
        return True

    def text(self, text: str) -> yaml.ScalarNode:
        """Write a text of several lines as such, when nothing would be lost."""
        block = "\n" in text and _PLAIN_BLOCK.fullmatch(text) is not None
        style = "|" if block else None
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _Dumper.text)
for _tag, _pattern in (("int", _OCTAL), ("float", _FLOAT)):
    _Dumper.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}",
        re.compile(rf"(?:{_pattern.pattern})$"),
        list("-+.0123456789"),
    )
