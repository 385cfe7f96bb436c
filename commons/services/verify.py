"""Verifies the whole commons: hashes, log, heads, index, files."""

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256

from commons.domain import iri
from commons.domain.kind import Schema
from commons.domain.sheet import Revision
from commons.media.shelf import Shelf, State
from commons.search.port import Index
from commons.services.attach import files_of
from commons.store import archive
from commons.store.work import Store, Work

BATCH = 500

DAMAGES = {
    State.ALTERED: "ne correspond pas à son empreinte",
    State.UNREADABLE: "ne peut pas être lu",
    State.ABSENT: "manque",
}
"""What is said of a file that is not sound."""


def verify(
    schema: Schema,
    store: Store,
    index: Index,
    shelf: Shelf,
    told: Callable[[int, int], None] | None = None,
) -> Iterator[str]:
    """Give one sentence in French for each thing that is wrong.

    The payload of each stored block must give its hash, the sequence must
    have no gap and its instants must rise, each sheet's versions must follow
    one another, each head must be its sheet's last version, the index must not
    be ahead of the log, each file must give its name, and those that versions
    name must be there. `told` gets (done, total).
    """
    yield from store.faults()
    numbers: dict[str, int] = {}
    named: dict[str, str] = {}
    previous: Revision | None = None
    with store.read() as work:
        total, after = archive.head_sequence(work), 0
        while changes := archive.changes(work, after, BATCH):
            blocks = dict(archive.blocks(work, current=False, after=after, limit=BATCH))
            for revision in changes:
                yield from _log(revision, previous)
                yield from _chain(revision, numbers)
                yield from _bytes(revision, blocks.get(revision.sequence, b""))
                for name in files_of(schema.kinds[revision.kind], revision.values):
                    named.setdefault(name, _name(revision))
                previous = revision
            after = changes[-1].sequence
            if told:
                told(after, total)
        yield from _heads(work, numbers)
        if index.mark() > total:
            yield f"l’index ({index.mark()}) est en avance sur le journal ({total})"
    yield from _files(shelf, named)


def content_hash(block: bytes, sheet: str, number: int) -> str:
    """Give the sha-256 of what a stored block says in the version's own graph.

    The recipe for anybody: put the marker where the base stands, keep the
    lines whose graph is the version, drop the graph's name, and hash them in
    their order (which is sorted: RDFC-1.0 without blank nodes).
    """
    graph = f" <{iri.version(sheet, number)}> .\n".encode()
    lines = (
        line.removesuffix(graph) + b" .\n"
        for line in block.splitlines(keepends=True)
        if line.endswith(graph)
    )
    return sha256(b"".join(lines)).hexdigest()


def _log(revision: Revision, previous: Revision | None) -> Iterator[str]:
    expected = previous.sequence + 1 if previous else 1
    if revision.sequence != expected:
        yield f"le journal saute de {expected - 1} à {revision.sequence}"
    if previous and revision.instant <= previous.instant:
        yield f"le journal recule dans le temps au numéro {revision.sequence}"


def _chain(revision: Revision, numbers: dict[str, int]) -> Iterator[str]:
    before = numbers.get(revision.sheet, 0)
    if revision.number != before + 1 or (revision.parent or 0) != before:
        yield f"{_name(revision)} ne suit pas la version {before}"
    numbers[revision.sheet] = revision.number


def _bytes(revision: Revision, block: bytes) -> Iterator[str]:
    if content_hash(block, revision.sheet, revision.number) != revision.hash:
        yield f"{_name(revision)} : le contenu ne correspond pas à son empreinte"


def _heads(work: Work, numbers: dict[str, int]) -> Iterator[str]:
    sheets = list(numbers)
    for start in range(0, len(sheets), BATCH):
        some = sheets[start : start + BATCH]
        heads = archive.heads(work, some)
        for sheet in some:
            if sheet not in heads or heads[sheet].number != numbers[sheet]:
                yield f"la fiche {sheet} ne montre pas sa dernière version"


def _files(shelf: Shelf, named: Mapping[str, str]) -> Iterator[str]:
    for name, where in named.items():
        if not shelf.has(name):
            yield f"le fichier {name} manque, que nomme {where}"
    for name in shelf.names():
        if (state := shelf.state(name)) is not State.SOUND:
            yield f"le fichier {name} {DAMAGES[state]}"


def _name(revision: Revision) -> str:
    return f"la version {revision.number} de la fiche {revision.sheet}"
