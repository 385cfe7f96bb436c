"""Writes who is to be credited for some sheets, in plain words, for CREDITS.txt.

Title, author, source and licence of each sheet, of what it was adapted from and of each
image, with what was changed (Creative Commons, "Recommended practices for
attribution").
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from commons.core.domain.addresses import iri
from commons.core.domain.language.characters import clean_line
from commons.core.domain.pictures.media import is_name
from commons.core.domain.schema.kind import Kind, Schema, Value
from commons.core.domain.sheet import SOURCES, Revision
from commons.core.kinds.rules.credits import (
    CreditedPerson,
    authors_of,
    contributors_of,
)
from commons.services.publishing.attachments import IMAGE, OWN_IMAGE, images_field

_WORDS: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "head": "Ces fiches sont sous licence libre : vous pouvez les reprendre, les"
        " changer et les partager.\nPour cela, gardez les mentions qui suivent et dites"
        " ce que vous avez changé.",
        "sheet": "« {title} », {authors}, version {number}, {address}",
        "unsigned": "sans nom",
        "licence": "Licence : {licence}",
        "help": "Avec l’aide de : {names}",
        "sources": "Adapté de :",
        "source": "« {title} », {author}, {address}, {licence}",
        "changes": "Ce qui a changé : {changes}",
        "images": "Images :",
        "image": "« {title} », {author}, {address}, {licence} ({file})",
        "picture": "Image de « {title} »",
        "files": "Documents :",
        "file": "{title} ({file})",
        "document": "Document",
    },
    "en": {
        "head": "These sheets are under free licences: you may take them up, change"
        " them and share them.\nTo do so, keep the notices below and say what you"
        " changed.",
        "sheet": "“{title}”, {authors}, version {number}, {address}",
        "unsigned": "unsigned",
        "licence": "Licence: {licence}",
        "help": "With the help of: {names}",
        "sources": "Adapted from:",
        "source": "“{title}”, {author}, {address}, {licence}",
        "changes": "What was changed: {changes}",
        "images": "Images:",
        "image": "“{title}”, {author}, {address}, {licence} ({file})",
        "picture": "Image of “{title}”",
        "files": "Documents:",
        "file": "{title} ({file})",
        "document": "Document",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditedSheet:
    """A sheet to credit: all its versions from the first, and the site of the last.

    Images and documents of earlier versions are credited too: the ZIP has them.
    """

    versions: Sequence[Revision]
    base: str

    @property
    def last(self) -> Revision:
        """The version that is credited."""
        return self.versions[-1]

    @property
    def address(self) -> str:
        """Where the version that is credited stands."""
        return iri.version_iri(self.last.sheet, self.last.number, self.base)


def credits_text(schema: Schema, sheets: Sequence[CreditedSheet], media: str) -> str:
    """Return the credits of some sheets in the language of the first, or in French.

    `media` is the folder that their files lie in.
    """
    language = sheets[0].last.language.partition("-")[0] if sheets else ""
    words = _WORDS.get(language, _WORDS["fr"])
    blocks = ["\n".join(_sheet(schema, words, one, media)) for one in sheets]
    return "\n\n".join([words["head"], *blocks]) + "\n"


def _sheet(
    schema: Schema, words: Mapping[str, str], sheet: CreditedSheet, media: str
) -> Iterator[str]:
    last = sheet.last
    authors = _names(authors_of(schema, last)) or words["unsigned"]
    yield words["sheet"].format(
        title=clean_line(last.title),
        authors=authors,
        number=last.number,
        address=sheet.address,
    )
    yield words["licence"].format(licence=_licence(schema, last.licence))
    if helpers := _names(contributors_of(schema, last)):
        yield words["help"].format(names=helpers)
    yield from _listed(words["sources"], _sources(schema, words, sheet))
    kind = schema.kinds[last.kind]
    yield from _listed(words["images"], _images(schema, words, kind, sheet, media))
    yield from _listed(words["files"], _documents(words, kind, sheet, media))


def _sources(
    schema: Schema, words: Mapping[str, str], sheet: CreditedSheet
) -> Iterator[str]:
    for row in _rows(sheet.last, SOURCES):
        url = _text(row, "url")
        told = words["source"].format(
            title=_text(row, "title") or url,
            author=_text(row, "author") or words["unsigned"],
            address=f"{sheet.base}{url}" if url.startswith("/") else url,
            licence=_licence(schema, _text(row, "licence")),
        )
        changes = _text(row, "changes")
        yield told + (
            f". {words['changes'].format(changes=changes)}" if changes else ""
        )


def _images(
    schema: Schema,
    words: Mapping[str, str],
    kind: Kind,
    sheet: CreditedSheet,
    media: str,
) -> Iterator[str]:
    found = images_field(kind)
    if found is None:
        return
    field, column = found
    rows = {
        str(row[column.key]): row
        for version in sheet.versions
        for row in _rows(version, field.key)
        if is_name(row.get(column.key))
    }
    spare = words["picture"].format(title=clean_line(sheet.last.title))
    for name, row in sorted(rows.items()):
        yield words["image"].format(
            title=_text(row, "title") or _text(row, "alt") or spare,
            author=_text(row, "author") or words["unsigned"],
            address=sheet.address,
            licence=_licence(schema, _text(row, "licence")),
            file=f"{media}/{name}",
        )


def _documents(
    words: Mapping[str, str], kind: Kind, sheet: CreditedSheet, media: str
) -> Iterator[str]:
    """Give the files of rows that are no images."""
    for field in kind.fields:
        columns = [
            one.key
            for one in field.columns
            if one.type.names_file and one.editor not in {IMAGE, OWN_IMAGE}
        ]
        rows = {
            str(row[key]): row
            for version in sheet.versions
            for row in _rows(version, field.key)
            for key in columns
            if is_name(row.get(key))
        }
        for name, row in sorted(rows.items()):
            title = _text(row, "title") or words["document"]
            yield words["file"].format(title=title, file=f"{media}/{name}")


def _listed(head: str, lines: Iterator[str]) -> Iterator[str]:
    for place, line in enumerate(lines):
        if place == 0:
            yield head
        yield f"- {line}"


def _names(people: Sequence[CreditedPerson]) -> str:
    told = (
        f"{who.name} ({who.organisation})" if who.organisation else who.name
        for who in people
    )
    return clean_line(", ".join(told))


def _licence(schema: Schema, key: str) -> str:
    known = schema.licences.get(key)
    return f"{known.short}, {known.iri}" if known else clean_line(key)


def _rows(revision: Revision, key: str) -> Iterator[Mapping[str, Value]]:
    return (row for row in revision.items(key) if isinstance(row, Mapping))


def _text(row: Mapping[str, Value], key: str) -> str:
    value = row.get(key)
    return clean_line(value) if isinstance(value, str) else ""
