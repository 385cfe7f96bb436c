"""Finds what a page of HTML says of itself in schema.org, without trusting it.

Only `<script type="application/ld+json">` is read, as plain JSON: no context is
fetched and no RDF is made. One pass over the page, bounded in bytes, depth and nodes.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from html import unescape
from typing import TypeAlias

Node: TypeAlias = Mapping[str, object]

MOST_SCRIPTS = 50
MOST_SCRIPT_BYTES = 1_000_000
MOST_NODES = 20_000
DEEPEST = 40

_ATTRIBUTES = 2_000
_CHARSET = re.compile(rb"charset=[\"']?\s*([A-Za-z0-9_.:-]{1,40})")
_LABELS: Mapping[str, tuple[str, ...]] = {
    "cp1252": ("windows-1252", "cp1252", "iso-8859-1", "latin1", "latin-1", "us-ascii"),
    "iso8859_15": ("iso-8859-15", "iso8859-15", "latin9", "latin-9"),
    "utf-16": ("utf-16",),
    "utf-16-le": ("utf-16le",),
    "utf-16-be": ("utf-16be",),
    "mac_roman": ("macintosh", "x-mac-roman"),
    "iso8859_2": ("iso-8859-2", "latin2"),
    "cp1250": ("windows-1250",),
    "cp1251": ("windows-1251",),
    "koi8_r": ("koi8-r",),
    "shift_jis": ("shift_jis", "shift-jis"),
    "euc_jp": ("euc-jp",),
    "euc_kr": ("euc-kr",),
    "gb18030": ("gb18030", "gbk", "gb2312"),
    "big5": ("big5",),
}
"""The codecs that a page may ask for, and how pages call them (WHATWG Encoding).

Python has others that no page is in, some of which take quadratic time.
"""
_CODECS = {label: codec for codec, labels in _LABELS.items() for label in labels}
_TAG_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*+")
_ATTRIBUTE = re.compile(
    r"(?<![\w-])([A-Za-z-]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))"
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}")
_LONGEST_VALUE = 2_000
"""Of an attribute; one that is longer counts for none."""
_HEAD = 200_000
"""In how much of a page its language and licence are looked for."""


def decode_page(body: bytes, content_type: str) -> str:
    """Return the text of a page; bytes that fit no charset are replaced.

    A charset that is none of _LABELS is read as UTF-8.
    """
    told = _CHARSET.search(content_type.encode()) or _CHARSET.search(body[:2048])
    label = told[1].decode().lower() if told else ""
    return body.decode(_CODECS.get(label, "utf-8"), "replace")


def page_language(page: str) -> str:
    """Return the language that a page says it is in, "" for none."""
    told = next(_attributes_of(page[:_HEAD], {"html"}), {}).get("lang", "")
    found = _LANGUAGE.match(told)
    return found[0].lower() if found else ""


def linked_addresses(page: str, relation: str) -> list[str]:
    """Return the addresses that a page links to under a relation, whatever its case."""
    wanted = relation.lower()
    return [
        tag["href"]
        for tag in _attributes_of(page[:_HEAD], {"a", "link"})
        if wanted in tag.get("rel", "").lower().split() and tag.get("href")
    ]


def read_nodes(page: str) -> list[Node]:
    """Return the objects of the JSON-LD of a page, the outer before the inner."""
    nodes: list[Node] = []
    for text in _scripts(page):
        try:
            told = json.loads(text)
        except (ValueError, RecursionError):
            continue
        for node in _walk(told):
            nodes.append(node)
            if len(nodes) >= MOST_NODES:
                return nodes
    return nodes


def types_of(node: Node) -> frozenset[str]:
    """Return the types of an object, without the name of their vocabulary."""
    told = node.get("@type")
    names = told if isinstance(told, list) else [told]
    return frozenset(
        re.split(r"[/#:]", name)[-1] for name in names if isinstance(name, str)
    )


def _attributes_of(page: str, names: Collection[str]) -> Iterator[dict[str, str]]:
    """Yield the attributes of each tag of these names; goes over the page once."""
    at = 0
    while True:
        start = page.find("<", at)
        end = page.find(">", start) if start >= 0 else -1
        if end < 0:
            return
        at = end
        named = _TAG_NAME.match(page, start + 1, end)
        if named and named[0].lower() in names:
            found = _ATTRIBUTE.finditer(page, named.end(), end)
            told = ((one[1].lower(), one[2] or one[3] or one[4] or "") for one in found)
            yield {
                name: unescape(value)
                for name, value in told
                if len(value) <= _LONGEST_VALUE
            }


def _scripts(page: str) -> Iterator[str]:
    """Yield what stands in the scripts of JSON-LD; goes over the page once."""
    low = page.lower()
    at = 0
    for _ in range(MOST_SCRIPTS):
        start = low.find("<script", at)
        opened = low.find(">", start) if start >= 0 else -1
        if opened < 0:
            return
        closed = low.find("</script", opened)
        if closed < 0:
            return
        at = closed
        attributes = low[start : min(opened, start + _ATTRIBUTES)]
        small = closed - opened <= MOST_SCRIPT_BYTES
        if small and "application/ld+json" in attributes:
            yield page[opened + 1 : closed]


def _walk(told: object) -> Iterator[Node]:
    """Yield the objects within a value, breadth first, to a bounded depth."""
    level: list[object] = [told]
    for _ in range(DEEPEST):
        inner: list[object] = []
        for value in level:
            if isinstance(value, list):
                inner += value
            elif isinstance(value, Mapping):
                yield value
                inner += value.values()
        level = inner
        if not level:
            return
