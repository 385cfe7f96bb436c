"""Reads a page that is of no commons, from the schema.org that it carries.

Wikifab's tutorials, recipes, articles: what their JSON-LD says fills in the fields
that mean the same. Its licence counts only when it is one that we know.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import urljoin

from commons.adapters.remote import refusals
from commons.adapters.remote.port import MEGABYTE, Remote
from commons.core.domain.language.characters import clean_line
from commons.core.domain.schema.kind import Field, Kind, Schema, Value
from commons.core.kinds.values.parsing import parse_values
from commons.core.text.html.to_markdown import from_html
from commons.core.text.markdown.typed_html import drop_html
from commons.errors import RemoteError
from commons.services.federation.foreign_sheet import host_of
from commons.services.federation.originals import (
    IMAGES_ASKED,
    NOT_HERE,
    ForeignOriginal,
    Note,
)
from commons.services.federation.page_metadata import (
    Node,
    decode_page,
    linked_addresses,
    page_language,
    read_nodes,
    types_of,
)

MOST_BYTES = 4 * MEGABYTE
MOST_IMAGES = 5
MOST_ITEMS = 100
LONGEST_TEXT = 50_000

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_RANK = (
    frozenset({"HowTo", "Recipe"}),
    frozenset({"Article", "BlogPosting", "NewsArticle", "Report", "TechArticle"}),
    frozenset({"CreativeWork", "LearningResource", "Course", "WebPage"}),
)
"""What a page is about, the most telling first."""
_KINDS = ("method", "experience", "method")
"""The kind of ours that goes with each of _RANK, where there is such a kind."""
_DEED = re.compile(r"^https?://(?:www\.)?|/(?:deed|legalcode)(?:\.[a-z-]{2,7})?$|/$")


def read_foreign_page(
    remote: Remote, schema: Schema, address: str, wanted: str = ""
) -> ForeignOriginal:
    """Return what a page says of its content, for a kind (else the likeliest).

    Raises RemoteError, also where a page says nothing.
    """
    answer = remote.fetch(address, accept="text/html", most_bytes=MOST_BYTES)
    host = host_of(answer.url)
    if answer.status in {404, 410}:
        raise RemoteError(refusals.GONE, host=host)
    if answer.status != 200:
        raise RemoteError(refusals.STATUS, host=host, status=answer.status)
    if answer.media_type not in _HTML:
        raise RemoteError(NOT_HERE)
    page = decode_page(answer.body, answer.headers.get("content-type", ""))
    node, likely = _subject(schema, read_nodes(page))
    kind = schema.kinds.get(wanted, likely)
    raw = {key: value for key, value in _fields(kind, node) if value}
    raw.setdefault("language", page_language(page))
    values, _ = parse_values(schema, kind, raw)
    images = tuple(urljoin(answer.url, image) for image in _urls(node.get("image")))[
        :MOST_IMAGES
    ]
    linked = linked_addresses(page, "license")
    return ForeignOriginal(
        url=answer.url,
        host=host,
        base="",
        title=str(values.get("title", "")) or host,
        authors=", ".join(_names(node.get("author") or node.get("creator"))),
        licence=_licence(schema, [*_urls(node.get("license")), *linked]),
        kind=kind.key,
        language=str(values.get("language", "")),
        values=values,
        images=images,
        notes=(Note(sentence=IMAGES_ASKED),) if images else (),
    )


def _subject(schema: Schema, nodes: Iterable[Node]) -> tuple[Node, Kind]:
    """Return what a page is about and the kind of sheet it may become."""
    known = list(nodes)
    for types, key in zip(_RANK, _KINDS, strict=True):
        for node in known:
            named = node.get("name") or node.get("headline")
            if types & types_of(node) and isinstance(named, str):
                default = next(iter(schema.kinds))
                return node, schema.kinds[key if key in schema.kinds else default]
    raise RemoteError(NOT_HERE)


def _fields(kind: Kind, node: Node) -> Iterator[tuple[str, object]]:
    """Yield the fields of a kind that a page fills in, as a form would send them."""
    fields = {field.key: field for field in kind.fields}
    for key, (names, read) in _READERS.items():
        if key in fields:
            found = next((node[name] for name in names if node.get(name)), None)
            yield key, _fitting(fields[key], read(found)) if found else None
    things = [*_lines(node.get("supply")), *_lines(node.get("tool"))]
    if "materials" in fields and node.get("tool"):
        yield "materials", _fitting(fields["materials"], things)
    for key in ("steps", "story"):
        if key in fields:
            yield key, list(_steps(node))[:MOST_ITEMS]


def _fitting(field: Field, value: Value) -> Value:
    """Return a value cut to what its field takes at most."""
    most = field.max_length
    if isinstance(value, list):
        items = [_fitting(field, item) for item in value]
        return items[: field.max_count or MOST_ITEMS]
    if most and isinstance(value, str) and len(value) > most:
        return value[: most - 1].rstrip() + "…"
    return value


def _text(value: object) -> str:
    """Return the words of a value: a text, what an object is called, or all of a list."""
    if isinstance(value, str):
        return from_html(value[:LONGEST_TEXT]).strip()
    if isinstance(value, Mapping):
        named = (value.get(key) for key in ("text", "name", "url", "@id"))
        return next((_text(one) for one in named if isinstance(one, str)), "")
    if isinstance(value, list):
        return "\n".join(filter(None, map(_text, value[:MOST_ITEMS])))
    return ""


def _line(value: object) -> str:
    return clean_line(" ".join(drop_html(_text(value)).split()))


def _first_line(value: object) -> str:
    return _line(value[0] if isinstance(value, list) and value else value)


def _lines(value: object) -> list[Value]:
    items = value if isinstance(value, list) else [value]
    return list(filter(None, (_line(item) for item in items[:MOST_ITEMS])))


def _words(value: object) -> list[Value]:
    if isinstance(value, str):
        return [clean_line(word) for word in value.split(",") if clean_line(word)]
    return _lines(value)


def _paragraphs(value: object) -> str:
    return _text(value)


_READERS: Mapping[str, tuple[tuple[str, ...], Callable[[object], Value]]] = {
    "title": (("name", "headline"), _first_line),
    "summary": (("abstract", "description"), _line),
    "keywords": (("keywords",), _words),
    "duration": (("totalTime", "performTime", "cookTime"), _first_line),
    "preparation": (("prepTime",), _first_line),
    "materials": (("supply", "recipeIngredient"), _lines),
    "body": (("articleBody", "text"), _paragraphs),
    "language": (("inLanguage",), _first_line),
}
"""Our field -> the properties of schema.org that mean the same, and how to read them."""


def _steps(node: Node) -> Iterator[dict[str, Value]]:
    """Yield the steps of a HowTo or a recipe, sections opened, as rows."""
    waiting = _listed(node.get("step") or node.get("recipeInstructions"))
    for _ in range(MOST_ITEMS * 2):
        if not waiting:
            return
        step = waiting.pop(0)
        if isinstance(step, Mapping) and "HowToStep" not in types_of(step):
            inner = _listed(step.get("itemListElement"))
            if inner:  # a section
                waiting[:0] = inner[:MOST_ITEMS]
                continue
        row = _step(step)
        if row:
            yield row


def _step(step: object) -> dict[str, Value]:
    if not isinstance(step, Mapping):
        text = _text(step)
        return {"title": clean_line(text[:80]), "text": text} if text else {}
    text = _text(
        step.get("text") or step.get("itemListElement") or step.get("description")
    )
    title = _line(step.get("name")) or clean_line(text.partition("\n")[0][:80])
    row: dict[str, Value] = {"title": title[:120], "text": text or title}
    took = _line(step.get("totalTime") or step.get("performTime"))
    return {key: value for key, value in {**row, "duration": took}.items() if value}


def _listed(value: object) -> list[object]:
    """Return the items of a list, of an ItemList, or of text with a line for each."""
    if isinstance(value, str):
        return [line for line in from_html(value[:LONGEST_TEXT]).splitlines() if line]
    if isinstance(value, Mapping):
        inner = value.get("itemListElement")
        return (
            _listed(inner) if inner and "HowToStep" not in types_of(value) else [value]
        )
    return list(value)[:MOST_ITEMS] if isinstance(value, list) else []


def _names(value: object) -> list[str]:
    items = value if isinstance(value, list) else [value]
    named = (one.get("name") if isinstance(one, Mapping) else one for one in items[:20])
    return list(filter(None, (_line(one)[:80] for one in named)))


def _urls(value: object) -> list[str]:
    """Return the addresses that a value names, by itself or as objects."""
    items = value if isinstance(value, list) else [value]
    found: list[str] = []
    for one in items[:20]:
        if isinstance(one, Mapping):
            told = one.get("url") or one.get("contentUrl") or one.get("@id")
            found += [told] if isinstance(told, str) else []
        elif isinstance(one, str):
            found.append(one)
    return found


def _licence(schema: Schema, named: Iterable[str]) -> str:
    """Return the licence of ours that one of these addresses names, "" for none."""
    known = {
        _DEED.sub("", _DEED.sub("", alias)).casefold(): one.key
        for one in schema.licences.values()
        for alias in (one.iri, one.key, one.short, *one.aliases)
        if alias
    }
    plain = (_DEED.sub("", _DEED.sub("", name.strip())).casefold() for name in named)
    return next((known[name] for name in plain if name in known), "")
