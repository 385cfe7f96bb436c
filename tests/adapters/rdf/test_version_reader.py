"""A version read back from its own RDF, by the shapes that wrote it."""

import gc
import re
import time
from hashlib import sha256

import pytest

from commons.adapters.rdf.canonical import render_block
from commons.adapters.rdf.version_reader import MOST_QUADS, read_version
from commons.adapters.store.log import revisions
from commons.core.domain.schema.kind import Value
from commons.core.domain.sheet import Revision
from commons.core.kinds.rdfio.namespaces import full_iri
from commons.errors import DamagedError, FileFormatError
from commons.wiring.components import Components


def _ordered(value: Value) -> object:
    """Give a value whose lists of plain values have the order that RDF gives them."""
    if isinstance(value, list):
        plain = not any(isinstance(item, dict) for item in value)
        items = [_ordered(item) for item in value]
        return sorted(items, key=str) if plain else items
    if isinstance(value, dict):
        return {key: _ordered(item) for key, item in value.items()}
    return value


def _heads(starter: Components) -> list[Revision]:
    with starter.store.read() as work:
        return list(revisions.changes_after(work, 0, 1000))


def test_every_starter_sheet_comes_back_as_it_was_written(starter: Components) -> None:
    heads = _heads(starter)
    assert len(heads) > 20
    for head in heads:
        read = read_version(starter.schema, render_block(starter.schema, head).block)
        assert read.lossless, head.title
        assert (read.sheet, read.number, read.kind) == (
            head.sheet,
            head.number,
            head.kind,
        )
        assert (read.instant, read.author) == (head.instant, head.author.name)
        assert _ordered(dict(read.values)) == _ordered(dict(head.values))


def _block(starter: Components) -> bytes:
    return render_block(starter.schema, _heads(starter)[0]).block


def _sealed(block: bytes) -> bytes:
    """Give a block with the hash of what it holds now."""
    (graph,) = set(
        re.findall(rb" (<http://commons.invalid/sheets/\w+/v/1>) \.\n", block)
    )
    end = b" " + graph + b" .\n"
    lines = [one for one in block.splitlines(keepends=True) if one.endswith(end)]
    digest = sha256(b"".join(one.removesuffix(end) + b" .\n" for one in lines))
    return re.sub(
        rb'(contentHash> )"[0-9a-f]{64}"',
        rb'\1"' + digest.hexdigest().encode() + b'"',
        block,
    )


def test_what_does_not_give_its_hash_is_refused(starter: Components) -> None:
    block = _block(starter)
    for wrong in (
        block.replace(b"CC-BY-SA-4.0", b"CC0-1.0"),
        re.sub(rb'contentHash> "[0-9a-f]{64}"', rb'contentHash> ""', block),
        re.sub(rb"<[^>]*> <[^>]*contentHash> .*\n", b"", block),
    ):
        with pytest.raises(DamagedError):
            read_version(starter.schema, wrong)


def test_what_our_shapes_do_not_know_is_named(starter: Components) -> None:
    block = _block(starter)
    head = _heads(starter)[0]
    sheet = f"http://commons.invalid/sheets/{head.sheet}"
    newer = (
        f'<{sheet}> <https://w3id.org/knowledge-commons/ns#mood> "Joyeuse"@fr'
        f" <{sheet}/v/1> .\n"
    )
    read = read_version(starter.schema, _sealed(block + newer.encode()))
    assert read.left == (("mood", "Joyeuse"),)
    assert not read.lossless
    assert _ordered(dict(read.values)) == _ordered(dict(head.values))


def test_an_unknown_kind_is_read_as_the_nearest_and_said(starter: Components) -> None:
    head = next(one for one in _heads(starter) if one.kind == "method")
    block = render_block(starter.schema, head).block
    read = read_version(
        starter.schema, _sealed(block.replace(b"/ns#Method>", b"/ns#Ritual>"))
    )
    assert (read.kind, read.known, read.values["title"]) == (
        "method",
        False,
        head.title,
    )


@pytest.mark.parametrize(
    "quads",
    [
        b"",
        b"<html><body>no</body></html>",
        b"\xff\xfe\x00",
        b"<http://a> <http://b> <http://c> .\n",
        b"<http://a> <http://b> <http://c> <http://d> .\n",
        b"_:a <http://b> _:c <http://commons.invalid/sheets/0123456789ab/v/1> .\n",
        b'<http://a> <http://b> "x"@toolonglanguagetag .\n',
    ],
)
def test_what_is_no_version_is_refused(starter: Components, quads: bytes) -> None:
    with pytest.raises((FileFormatError, DamagedError)):
        read_version(starter.schema, quads)


def test_two_versions_at_once_are_refused(starter: Components) -> None:
    one, two = _heads(starter)[:2]
    blocks = (render_block(starter.schema, head).block for head in (one, two))
    with pytest.raises(FileFormatError):
        read_version(starter.schema, b"".join(blocks))


def test_more_quads_than_a_version_holds_are_refused(starter: Components) -> None:
    line = '<http://a> <http://b> "{}" <http://commons.invalid/sheets/{}/v/1> .\n'
    many = "".join(line.format(n, "0123456789ab") for n in range(MOST_QUADS + 1))
    with pytest.raises(FileFormatError):
        read_version(starter.schema, many.encode())


_OF_SHEET = ("dct:subject", "kc:mainTheme", "schema:about", "schema:tool", "kc:mood")


def _crowded(starter: Components, count: int) -> bytes:
    """Give a version that says so many things under each of some properties."""
    head = next(one for one in _heads(starter) if one.kind == "method")
    sheet = f"http://commons.invalid/sheets/{head.sheet}"
    theme = next(
        iter(next(iter(starter.schema.schemes.values())).concepts.values())
    ).iri
    lines = [render_block(starter.schema, head).block.decode()]
    for prefixed in _OF_SHEET:
        start, end = f"<{sheet}> <{full_iri(prefixed)}>", f"<{sheet}/v/1> .\n"
        lines += [f"{start} <{theme}?{n}> {end}" for n in range(count)]
        lines += [f"{start} <{sheet}#tool-{n}> {end}" for n in range(1, count)]
        lines += [f'{start} "dit {n} de {prefixed}"@fr {end}' for n in range(count)]
    return _sealed("".join(lines).encode())


def test_reading_takes_a_time_that_grows_as_what_is_sent(starter: Components) -> None:
    def seconds(count: int) -> float:
        quads = _crowded(starter, count)
        gc.collect()
        begun = time.thread_time()
        read_version(starter.schema, quads)
        return time.thread_time() - begun

    seconds(10)
    assert seconds(3_200) < 8 * max(seconds(800), 0.01)
