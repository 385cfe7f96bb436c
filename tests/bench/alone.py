"""Does one long work in a process of its own and says what it cost.

`python -m tests.bench.alone fill|load|dump|write FOLDER NUMBER…` prints one line of
JSON. The peak of memory is this process's own (VmHWM): getrusage(2) would give
that of the process that started it, when that was larger.
"""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Person
from commons.core.text.files import front_matter
from commons.feeds.catalogue.dumps import write_dump
from commons.services.exchange.folder.folder_import import FolderImport, load_folder
from commons.services.people.accounts import Application, sign_up
from commons.services.publishing.publish import publish_version
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from tests.bench import sheets
from tests.bench.running import ROOT
from tests.conftest import settings_in
from tests.people.visitor import PASSWORD

PREPARED = 60
"""Sheets that a writer has made before it begins, to publish again and again."""
READY, GO = "ready", "go"
"""Files by which writers begin together."""
EMAIL = "autrice@exemple.fr"
PATIENCE_SECONDS = 7200

Cost = dict[str, float]


def start(work: str, folder: Path, *numbers: int) -> subprocess.Popen[str]:
    """Start a work in a process of its own."""
    words = [work, str(folder), *(str(number) for number in numbers)]
    argv = [sys.executable, "-m", "tests.bench.alone", *words]
    return subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def cost_of(process: subprocess.Popen[str]) -> Cost:
    """Wait for a work, and give what it cost."""
    with process:
        told, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, process.args
    cost: Cost = json.loads(told.splitlines()[-1])
    return cost


def _fill(parts: Components, cost: Cost, count: int) -> None:
    """Publish sheets with their versions, open an account, and index."""
    press = sheets.Press(schema=parts.schema, codes=list(parts.places.codes()))
    with _timed(cost, "publish"):
        cost["versions"] = sheets.fill(parts.store, press, range(count))
    application = Application(email=EMAIL, name="Autrice", password=PASSWORD)
    with parts.store.write() as work:
        sign_up(work, application)
    with _timed(cost, "index"):
        parts.catch_up()


def _load(parts: Components, cost: Cost, first: int, count: int) -> None:
    """Load Markdown files of sheets that are new, without the index."""
    press = sheets.Press(schema=parts.schema, codes=list(parts.places.codes()))
    author = Person(id=iri.id_from_name("bench/loader"), name="Équipe éditoriale")
    loading = FolderImport(
        schema=parts.schema, places=parts.places, blobs=parts.blobs, author=author
    )
    with TemporaryDirectory() as name:
        for number in range(first, first + count):
            values = dict(sheets.values_of(press, number))
            body = str(values.pop("body", ""))
            told = {"id": sheets.identifier(number), **values}
            path = Path(name, sheets.kind_of(press, number).key, f"{number}.md")
            path.parent.mkdir(exist_ok=True)
            path.write_text(
                front_matter.write_front_matter(told, body), encoding="utf-8"
            )
        with _timed(cost, "load"):
            loaded = load_folder(parts.store, loading, Path(name))
    assert not loaded.faults, str(loaded.faults[0])
    cost["created"] = loaded.created


def _write(parts: Components, cost: Cost, number: int, seconds: int) -> None:
    """Publish sheets, each in a commit of its own, from the moment that all are told."""
    press = sheets.Press(schema=parts.schema, codes=list(parts.places.codes()))
    made = [next(sheets.intents(press, n)) for n in range(number, number + PREPARED)]
    folder = parts.settings.data_dir
    (folder / f"{READY}{number}").touch()
    while not (folder / GO).exists():
        time.sleep(0.01)
    until, slowest, saves = time.perf_counter() + seconds, 0.0, 0
    while time.perf_counter() < until:
        began = time.perf_counter()
        new_revision = replace(made[saves % PREPARED], sheet=iri.new_id())
        with parts.store.write() as work:
            publish_version(parts.schema, work, new_revision)
        slowest, saves = max(slowest, time.perf_counter() - began), saves + 1
    cost.update(saves=saves, slowest_ms=slowest * 1000)


def _dump(parts: Components, cost: Cost) -> None:
    """Write the whole commons as N-Quads, plain and compressed."""
    with TemporaryDirectory() as name:
        for way, file in (("dump", "all.nq"), ("zipped", "all.nq.gz")):
            path = Path(name, file)
            with _timed(cost, way):
                base = "https://commons.exemple"
                cost["quads"] = write_dump(parts.store, path, base).quads
            cost[f"{way}_mb"] = path.stat().st_size / 1_000_000
        cost["peak_mb"] = _peak_mb()


WORKS: dict[str, Callable[..., None]] = {
    "fill": _fill,
    "load": _load,
    "dump": _dump,
    "write": _write,
}


@contextmanager
def _timed(cost: Cost, name: str) -> Iterator[None]:
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    cost[f"{name}_wall"] = time.perf_counter() - wall
    cost[f"{name}_cpu"] = time.process_time() - cpu


def _peak_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", status)
    return int(peak) / 1024


def _main(work: str, folder: str, *numbers: str) -> None:
    cost: Cost = {}
    parts = assemble_components(settings_in(Path(folder)))
    WORKS[work](parts, cost, *(int(number) for number in numbers))
    parts.store.close()
    sys.stdout.write(f"{json.dumps(cost)}\n")


if __name__ == "__main__":
    _main(*sys.argv[1:])
