"""Reads a mapping file: how what others wrote becomes the fields of a kind.

A few lines of YAML, told in the README: which files, their names -> our fields,
their values -> ours, what stands where a file says nothing. A name is a key of a
front matter, a heading of the text, or the words before the colon of a line.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from commons.core.domain.language.characters import clean_line, normal_form
from commons.core.domain.language.folding import fold_words
from commons.core.domain.schema.kind import Kind, Schema
from commons.core.text.files import front_matter
from commons.core.text.files.front_matter import Data
from commons.core.text.markdown.sections import bare_line
from commons.errors import FileFormatError
from commons.services.exchange.foreign.survey import FileChoice

KEYS = (
    *("kind", "source", "files", "without", "site"),
    *("fields", "values", "defaults", "images"),
)
MOST_BYTES = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMapping:
    """How a folder of others is read.

    `fields` gives the keys of our fields for a name as `name_key` gives it, none
    for what is left aside on purpose; `values` gives, for a field, what stands
    for a value of theirs. `defaults` and `images` are raw values for what a
    sheet, or an image of a text, does not say. `sites` are the addresses under
    which the folder is published.
    """

    kind: str = ""
    source: str = ""
    choice: FileChoice = field(default_factory=FileChoice)
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Data]] = field(default_factory=dict)
    defaults: Mapping[str, Data] = field(default_factory=dict)
    images: Mapping[str, Data] = field(default_factory=dict)
    sites: tuple[str, ...] = ()


def name_key(name: object) -> str:
    """Return a name as names are compared.

    Without case, accents, spaces, signs and numbering: "timeRequired" and
    "2. Time required:" are one name.
    """
    plain = bare_line(str(name))
    folded = fold_words(plain).replace(b" ", b"").decode()
    return folded or normal_form(plain.casefold()) or str(name)


def read_mapping(schema: Schema, content: bytes) -> FieldMapping:
    """Read a mapping file. Raises FileFormatError, which names what is wrong."""
    if len(content) > MOST_BYTES:
        raise _wrong(f"plus de {MOST_BYTES // 1000} ko")
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n").rstrip("\n")
    if "\ufffd" in text:
        raise _wrong("ce fichier n’est pas en UTF-8")
    said: Mapping[str, Any] = (
        front_matter.read_front_matter(f"{text}\n---\n")[0]
        if text.startswith("---\n")
        else front_matter.read_bare_header(text)
    )
    for key in said:
        if key not in KEYS:
            raise _wrong(f"« {key} » n’est pas une clé ({', '.join(KEYS)})")
    kind = str(said.get("kind") or "")
    if kind and kind not in schema.kinds:
        raise _wrong(f"kind : {', '.join(schema.kinds)}")
    kinds = [schema.kinds[kind]] if kind else list(schema.kinds.values())
    defaults = dict(_pairs("defaults", said.get("defaults")))
    _known("defaults", defaults, kinds)
    values = dict(_values(said.get("values"), kinds))
    return FieldMapping(
        kind=kind,
        source=clean_line(str(said.get("source") or "")),
        choice=FileChoice(
            kind=kind,
            files=_texts(said.get("files")),
            without=_texts(said.get("without")),
        ),
        fields=dict(_fields(said.get("fields"), kinds)),
        values=values,
        defaults=defaults,
        images=dict(_pairs("images", said.get("images"))),
        sites=_texts(said.get("site")),
    )


def _fields(said: Data, kinds: Sequence[Kind]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, wanted in _pairs("fields", said):
        targets = _texts(wanted)
        _known("fields", [target.partition(".")[0] for target in targets], kinds)
        for target in targets:
            _has_column(target, kinds)
        yield name_key(name), targets


def _has_column(target: str, kinds: Sequence[Kind]) -> None:
    key, _, inner = target.partition(".")
    for kind in kinds:
        for one in kind.fields:
            if one.key == key and (
                not inner or any(column.key == inner for column in one.columns)
            ):
                return
    raise _wrong(f"fields : « {target} » n’est pas un champ")


def _values(
    said: Data, kinds: Sequence[Kind]
) -> Iterator[tuple[str, Mapping[str, Data]]]:
    found = dict(_pairs("values", said))
    _known("values", found, kinds)
    for key, pairs in found.items():
        yield key, {name_key(theirs): ours for theirs, ours in _pairs(key, pairs)}


def _known(
    where: str,
    keys: Iterator[str] | Sequence[str] | Mapping[str, object],
    kinds: Sequence[Kind],
) -> None:
    fields = {one.key for kind in kinds for one in kind.fields}
    for key in keys:
        if key not in fields:
            raise _wrong(f"{where} : « {key} » n’est pas un champ")


def _pairs(where: str, said: Data) -> Iterator[tuple[str, Data]]:
    if said is None:
        return
    if not isinstance(said, dict):
        raise _wrong(f"{where} : une liste de « nom : valeur » est attendue")
    yield from said.items()


def _texts(said: Data) -> tuple[str, ...]:
    if said is None or said == "":
        return ()
    return tuple(map(str, said)) if isinstance(said, list) else (str(said),)


def _wrong(reason: str) -> FileFormatError:
    return FileFormatError(f"correspondance : {reason}", 1)


def numbers_only(kind: Kind, targets: Sequence[str]) -> bool:
    """Say whether several fields share the numbers of one value: "8 to 50"."""
    fields = {one.key: one for one in kind.fields}
    return len(targets) > 1 and all(
        target in fields and fields[target].type.is_whole_number for target in targets
    )


_USUAL: Mapping[str, str] = {
    **dict.fromkeys(("titre", "name", "nom"), "title"),
    **dict.fromkeys(("description", "excerpt", "abstract", "résumé"), "summary"),
    **dict.fromkeys(("tags", "tag", "étiquettes", "mots-clés"), "keywords"),
    **dict.fromkeys(("author", "auteur", "autrice", "auteurs", "byline"), "authors"),
    **dict.fromkeys(("lang", "locale", "langue"), "language"),
    **dict.fromkeys(("license", "rights", "copyright"), "licence"),
    **dict.fromkeys(("cover", "featured_image", "thumbnail", "image"), "images"),
    **dict.fromkeys(("durée", "time", "timing"), "duration"),
}

USUAL: Mapping[str, str] = {name_key(name): key for name, key in _USUAL.items()}
"""What names usually mean when nothing else is said of them."""

USUAL_INNER: Mapping[str, tuple[str, ...]] = {
    "file": ("image", "src", "path", "photo", "img", "filename"),
    "title": ("caption", "legend", "legende", "label"),
    "url": ("link", "href", "website", "site", "uri", "homepage"),
    "name": ("nom", "fullname", "displayname", "author", "auteur"),
}
"""What the names within a row usually mean: our column, and what others call it."""


def named_as_ours(value: Data) -> Data:
    """Give rows with the names of our columns for what others usually call them."""
    if isinstance(value, list):
        return [named_as_ours(item) for item in value]
    if not isinstance(value, dict):
        return value
    ours = {other: name for name, others in USUAL_INNER.items() for other in others}
    named = {ours.get(name_key(key), key): item for key, item in value.items()}
    return {**named, **{key: value[key] for key in named if key in value}}
