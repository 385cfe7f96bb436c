"""Writes a copy of the whole commons as files: only what changed since the last run.

Each address that the site has is asked once a run, from what is known and from what
pages and data lead to, until nothing is left. What the site answers with a tag is not
written anew when the tag holds; a page that is the same stays as it was, with the day
that it bears. What no longer answers is taken away, and the pages that led to it are
written without the link. An interrupted run goes on where it was.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from pathlib import Path
from urllib.parse import urljoin

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.log import feed_edition, revisions
from commons.core.progress import OnProgress
from commons.services.exchange.freezing.frozen_folder import (
    FrozenFolder,
    file_of,
    sync_all,
)
from commons.services.exchange.freezing.link_rewriting import PageRewriter
from commons.services.exchange.freezing.manifest import (
    Entry,
    Manifest,
    open_manifest,
    renewed,
)
from commons.services.exchange.freezing.port import (
    FROZEN_DAY,
    MADE_HERE,
    Answer,
    FrozenAddress,
    FrozenSite,
)
from commons.services.exchange.freezing.server_files import (
    door_page,
    write_server_files,
)
from commons.services.exchange.freezing.static_index import (
    ListedSheet,
    write_static_index,
)

BATCH = 200
"""Addresses that are written before it is noted that they are."""
_CHANGES = 500
_MOST_KNOWN = 200_000
_MOST_ROUNDS = 3
_HTML, _ATOM = "text/html", "application/atom+xml"
_VERSIONS = "/sheets/"
_LEADS_ON = frozenset({301, 302, 303, 307, 308})

ListSheets = Callable[[], Iterable[ListedSheet]]
"""Returns all the sheets that stand, as the search of the copy shows them."""


@dataclass(slots=True, kw_only=True)
class FreezeResult:
    """What a run came to: how many files, and what became of them.

    `failed` are addresses that the site could not answer: what was there stays.
    """

    files: int = 0
    size_bytes: int = 0
    written: int = 0
    removed: int = 0
    absent: int = 0
    failed: list[str] = field(default_factory=list)
    resumed: bool = False


def freeze(
    store: Store,
    site: FrozenSite,
    folder: Path,
    list_sheets: ListSheets,
    on_progress: OnProgress | None = None,
) -> FreezeResult:
    """Write the copy into a folder, or bring one that is there up to date.

    `on_progress` is called with (done, known) addresses. Raises NotEmptyError for a
    folder that is in use and holds no copy, StorageError while another run writes.
    """
    place = FrozenFolder(folder)
    with place.opened(), open_manifest(place.manifest) as manifest:
        run = _Run(store, site, place, manifest)
        run.begin()
        run.write_all(on_progress)
        run.write_index(list_sheets)
        run.remove_outlived()
        run.write_server_files()
        sync_all()
        manifest.end_run()
        return run.sum_up()


class _Run:
    """A run: asks the site for each address, and writes what it answers."""

    def __init__(
        self, store: Store, site: FrozenSite, folder: FrozenFolder, manifest: Manifest
    ) -> None:
        self._store = store
        self._site = site
        self._folder = folder
        self._manifest = manifest
        self._result = FreezeResult()
        self._absent: set[str] = set()
        self._wanted: set[str] = set()
        self._changed: set[str] | None = None
        self._rewriter = PageRewriter(site.base, self._locate)
        base = re.escape(site.base)
        iris = re.compile(rf"<{base}(/[^>#\s]*)")
        self._named = {
            "application/n-quads": iris,
            "application/n-triples": iris,
            "text/javascript": re.compile(r"""["'](\./[\w-]+\.js)["']"""),
            "application/xml": re.compile(rf'(?:<loc>|href="){base}(/[^<"]*)'),
        }

    def begin(self) -> None:
        """Begin, or go on; what the disk lost of an interrupted run is written again."""
        manifest = self._manifest
        self._result.resumed = manifest.begin_run()
        if self._result.resumed:
            lost = [one for one in manifest.files() if not self._stands(one)]
            manifest.put_back(lost)
        made_with = f"{self._site.base} {self._site.signature}"
        same = manifest.fact("made_with") == made_with
        if not same:
            manifest.forget_tags()
            manifest.note(made_with=made_with, edition="", indexed="")
        if same and not self._result.resumed:
            self._changed = set()
        absent = manifest.absent()
        self._absent = {one.path for one in absent}
        for one in absent:
            self._write(one)
        manifest.commit()

    def write_all(self, on_progress: OnProgress | None) -> None:
        """Write what the site answers, until nothing is left that it leads to."""
        for _ in range(_MOST_ROUNDS):
            token = self._store.token()
            first = self._want_first()
            self._plant()
            self._write_pending(on_progress)
            if self._store.token() == token:
                return
            again = (self._manifest.entry(at.path) for at in first)
            self._manifest.put_back([one for one in again if one])

    def _begin_anew(self) -> None:
        """Ask for all again, as the first run did: something was removed for good."""
        self._manifest.begin_anew()
        self._absent.clear()
        self._wanted.clear()
        self._want_first()

    def _want_first(self) -> list[FrozenAddress]:
        """Want what the site is known to have; return it."""
        told = self._site.first_addresses()
        first = [at for one in told if (at := self._locate(one))]
        self._want(first)
        return first

    def _plant(self) -> None:
        """Want the addresses of every version that came since the last look."""
        manifest = self._manifest
        with self._store.read() as work:
            edition = str(feed_edition.current_edition(work))
        if manifest.fact("edition") != edition:
            manifest.note(edition=edition, position="0")
            self._changed = None
            self._begin_anew()
        after = int(manifest.fact("position") or 0)
        while True:
            with self._store.read() as work:
                changes = revisions.changes_after(work, after, _CHANGES)
            if not changes:
                return
            for one in changes:
                told = self._site.version_addresses(one.sheet, one.slug, one.number)
                located = (at for path in told if (at := self._locate(path)))
                self._want(located, sure=True)
                if self._changed is not None:
                    self._changed.add(one.sheet)
            after = changes[-1].sequence
            manifest.note(position=str(after))
            manifest.commit()

    def _write_pending(self, on_progress: OnProgress | None) -> None:
        manifest = self._manifest
        while batch := manifest.pending(BATCH):
            for entry in batch:
                self._write(entry)
            manifest.commit()
            if on_progress:
                on_progress(*manifest.counts())

    def _write(self, entry: Entry) -> None:
        """Ask for an address, and write what comes."""
        if not entry.ask:
            self._lead(entry, entry.leads)
            return
        stands = bool(entry.file) and self._stands(entry)
        if stands and not self._may_differ(entry):
            self._manifest.settle(entry)
            return
        answer = self._site.ask(entry.ask, entry.tag if stands else "")
        self._take(entry, answer, stands=stands)
        for _ in answer.body:
            pass  # read to its end, so that it is closed

    def _take(self, entry: Entry, answer: Answer, *, stands: bool) -> None:
        """Write what an address answers; `stands`: what it had is still there."""
        if answer.status >= 500:
            self._result.failed.append(entry.ask)
        if answer.status == 304 or (answer.status >= 500 and stands):
            self._manifest.settle(entry)
        elif answer.is_there:
            self._keep(entry, answer)
        elif answer.status in _LEADS_ON:
            location = urljoin(entry.ask, answer.headers.get("location", "/"))
            at = self._locate(location.removeprefix(self._site.base) or "/")
            self._lead(entry, at.path if at else "")
        else:
            self._drop(entry, answer.status)

    def _may_differ(self, entry: Entry) -> bool:
        """Say whether the site must be asked: not for a version of an unchanged sheet."""
        if self._changed is None or not entry.lasts:
            return True
        return entry.path.split("/")[2] in self._changed

    def _keep(self, entry: Entry, answer: Answer) -> None:
        is_page = answer.media_type == _HTML
        file = file_of(entry.path, is_page=is_page)
        if not file:
            self._drop(entry, 404)
            return
        if entry.file and entry.file != file:
            self._folder.remove(entry.file)
        kept = renewed(
            entry,
            file=file,
            status=answer.status,
            lasts=int(answer.lasts and entry.path.startswith(_VERSIONS)),
            leads="",
            tag="" if is_page else answer.headers.get("etag", ""),
        )
        if is_page or answer.media_type in {*self._named, _ATOM}:
            self._keep_text(kept, answer)
        else:
            digest, size = self._folder.write(file, answer.body, entry.digest)
            self._note(renewed(kept, digest=digest, size=size), entry)

    def _keep_text(self, entry: Entry, answer: Answer) -> None:
        """Write what leads on to other addresses, after it was read for them."""
        content = b"".join(answer.body)
        if answer.media_type == _HTML:
            text, found = self._rewriter.page(content.decode(), entry.ask)
            content = text.encode()
        elif pattern := self._named.get(answer.media_type):
            found = self._rewriter.named(content.decode(), pattern, entry.ask)
        else:
            text, found = self._rewriter.feed(content.decode())
            content = text.encode()
        self._want(found)
        self._manifest.link(entry.id, {at.path for at in found})
        self._keep_small(entry, content)

    def _keep_small(self, entry: Entry, content: bytes) -> None:
        """Write what is in memory, unless it is there already; with the day of today."""
        digest = sha256(content).hexdigest()
        if digest == entry.digest and self._stands(entry):
            self._manifest.settle(entry)
            return
        written = content.replace(FROZEN_DAY.encode(), escape(self._site.day).encode())
        self._folder.write_small(entry.file, written)
        self._note(renewed(entry, digest=digest, size=len(written)))

    def _note(self, entry: Entry, before: Entry | None = None) -> None:
        """Note what was written; `before` is what the address had, if it may be the same."""
        self._absent.discard(entry.path)
        self._manifest.settle(entry)
        if before is None or (entry.digest, entry.file) != (before.digest, before.file):
            self._result.written += 1

    def _lead(self, entry: Entry, path: str) -> None:
        """Write a page that leads to another address of the copy."""
        if not path or path in self._absent:
            self._drop(entry, 404)
            return
        file = file_of(entry.path, is_page=True)
        if not file or path == entry.path:
            self._drop(entry, 404)
            return
        self._manifest.link(entry.id, [path])
        page = door_page(self._site, path)
        leads = renewed(entry, file=file, status=302, tag="", leads=path)
        self._keep_small(leads, page)

    def _drop(self, entry: Entry, status: int) -> None:
        """Take away what the site no longer answers, and the links to it."""
        if entry.file:
            self._folder.remove(entry.file)
            self._result.removed += 1
        gone = renewed(entry, file="", status=status, tag="", digest="", size=0)
        self._manifest.settle(gone)
        if entry.path not in self._absent:
            self._absent.add(entry.path)
            self._manifest.ask_again(entry)

    def write_index(self, list_sheets: ListSheets) -> None:
        """Write the files of the search, and take away those of before."""
        manifest = self._manifest
        state = f"{manifest.fact('edition')} {manifest.fact('position')}"
        made = manifest.made_here()
        if state == manifest.fact("indexed") and all(map(self._stands, made)):
            for entry in made:
                manifest.settle(entry)
            return
        draft = self._folder.hidden / "words.sqlite"
        for file, content in write_static_index(
            list_sheets(), draft, manifest.number_of
        ):
            path = f"/{file}"
            entry = manifest.entry(path) or Entry(id=0, path=path, ask=MADE_HERE)
            self._keep_small(renewed(entry, file=file, status=200), content)
        for entry in manifest.left_over():
            self._folder.remove(entry.file)
            manifest.forget(entry)
            self._result.removed += 1
        manifest.note(indexed=state)
        manifest.commit()

    def remove_outlived(self) -> None:
        """Take away the files of addresses that were forgotten and did not come again."""
        for file in self._manifest.outlived():
            self._folder.remove(file)
            self._result.removed += 1

    def write_server_files(self) -> None:
        """Write what servers read, and count all files."""
        self._result.files, self._result.size_bytes = write_server_files(
            self._folder, self._manifest.files()
        )

    def _stands(self, entry: Entry) -> bool:
        return self._folder.stands(entry.file, entry.size)

    def sum_up(self) -> FreezeResult:
        """Return what the run came to."""
        self._result.absent = len(self._absent)
        return self._result

    def _locate(self, address: str) -> FrozenAddress | None:
        at = self._site.locate(address)
        return None if at is None or at.path in self._absent else at

    def _want(self, addresses: Iterable[FrozenAddress], *, sure: bool = False) -> None:
        new = [at for at in addresses if at.path not in self._wanted]
        if len(self._wanted) > _MOST_KNOWN:
            self._wanted.clear()
        self._wanted.update(at.path for at in new)
        self._manifest.want(new, sure=sure)
