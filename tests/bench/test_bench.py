"""Measures the whole wiki against the floor and prints one table.

A bench reports: a test fails here when an answer is wrong, never when it is slow.
"""

from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from statistics import median
from urllib.parse import quote_plus

import pytest

from commons.adapters.media.ingest import take_file
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Value
from commons.services.publishing.publish import publish_version
from commons.wiring.assembly import assemble_components
from tests.adapters.media.pictures import drawing, written
from tests.bench import alone, growth, harvest, saving, sheets
from tests.bench.instances import Bench
from tests.bench.race import HELLO, Ask, Pace, percentile, race
from tests.bench.running import Running, memory_mb
from tests.bench.table import Row
from tests.conftest import settings_in
from tests.servers.server import children_of

WRITERS, WRITING_SECONDS = 8, 10
WARM, COLD, VERSIONS, ASKED, SAVES, LOADED = 400, 120, 120, 84, 40, 1_000
STARTS = 3
MOST_A_VERSION = 13_700
"""A third of the 41.2 kB that a version took, with its events, when blocks lay plain."""

pytestmark = pytest.mark.bench


def test_the_floor_answers(bench: Bench) -> None:
    hellos = race(bench.floor, {0: bench.floor}, {0: [HELLO] * 900})
    _add(bench, "floor: a bare Flask hello", hellos)


def test_home(bench: Bench) -> None:
    first = bench.race(lambda _: [Ask(path=f"/?n={n}") for n in range(30)])
    _add(bench, "home, first view", first)
    for running in bench.ours.values():
        running.reader.get("/")
    _add(bench, "home, warm", bench.race(lambda _: [HELLO] * 800), least=0.8)


def test_sheet_page(bench: Bench) -> None:
    cold = {size: _pages(bench, size, COLD, first=1) for size in bench.ours}
    _add(bench, "sheet page, first view", bench.race(cold.__getitem__))
    warm = {size: _pages(bench, size, WARM) * 4 for size in bench.ours}
    bench.race(warm.__getitem__)
    _add(bench, "sheet page, warm", bench.race(warm.__getitem__), least=0.8, even=True)
    known = {size: _known(bench.ours[size], warm[size][:WARM]) for size in bench.ours}
    _add(bench, "304 of a page", bench.race(known.__getitem__), least=0.9, even=True)


@pytest.mark.parametrize("what", growth.PATHS)
def test_growth(bench: Bench, what: str) -> None:
    for running in bench.ours.values():
        running.reader.get(growth.PATHS[what].format(n="first"))
    paces = bench.race(lambda _: growth.asks(what))
    _add(bench, what, paces)
    _add_even(bench, what, paces, growth.MOST_GROWN)


def test_disk(bench: Bench) -> None:
    for size, folder in bench.folders.items():
        taken, searched = growth.bytes_a_version(folder)
        goal = f"{taken / 1000:.1f} kB ≤ {MOST_A_VERSION / 1000:.1f} kB"
        row = Row(what="disk a version", size=size, goal=goal)
        bench.rows.append(replace(row, met=taken <= MOST_A_VERSION))
        index = Row(what="search index, a version", size=size)
        bench.rows.append(replace(index, goal=f"{searched / 1000:.1f} kB"))


def test_images(bench: Bench) -> None:
    addresses = {size: _pictured(bench.folders[size]) for size in bench.ours}
    for place, what in enumerate(("without image", "with three images")):
        views = {
            size: [Ask(path=f"{pair[place]}?n={n}") for n in range(30)]
            for size, pair in addresses.items()
        }
        _add(bench, f"the same sheet {what}, first view", bench.race(views.__getitem__))


@pytest.mark.parametrize("suffix", ["nq", "ttl", "jsonld"])
def test_version(bench: Bench, suffix: str) -> None:
    asks = {size: _versions(size, suffix) for size in bench.ours}
    _add(bench, f"version .{suffix}, first view", bench.race(asks.__getitem__))
    many = {size: found * 8 for size, found in asks.items()}
    _add(
        bench,
        f"version .{suffix}, warm",
        bench.race(many.__getitem__),
        least=0.8,
        even=True,
    )
    if suffix == "nq":
        known = {size: _known(bench.ours[size], asks[size]) * 8 for size in asks}
        name = "304 of a version"
        _add(bench, name, bench.race(known.__getitem__), least=0.9, even=True)


@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_feed_page(bench: Bench, coding: str) -> None:
    asks = {size: harvest.pages(bench.ours[size], coding) for size in bench.ours}
    ready = harvest.ready(bench.ours[min(bench.ours)], coding)
    name, goal = f"feed page, {coding}", "≥ 0.8 of ready bytes"
    for what, most, turns, least in (
        (", first view", harvest.PAGES, 1, None),
        (", warm", harvest.KEPT_PAGES, 24, 0.8),
    ):
        many = {size: found[:most] * turns for size, found in asks.items()}
        if least is not None:
            race(bench.floor, bench.ours, many, against=ready)  # to have them at hand
        paces = race(bench.floor, bench.ours, many, against=ready)
        for size, pace in paces.items():
            row = _row(name + what, size, pace, goal if least else "")
            met = pace.to_floor >= least if least else None
            bench.rows.append(replace(row, met=met))
        if least is None:
            _add_even(bench, f"{name}{what}", paces)


def test_harvest(bench: Bench) -> None:
    size = min(bench.ours)
    running, folder = bench.ours[size], bench.folders[size]
    with bench.serve(folder) as other, closing(saving.signed_in(running)) as author:
        network = harvest.network(running)
        before = running.cpu_ms()
        count = len(network.pull())
        cpu_ms = running.cpu_ms() - before
        for number in range(harvest.CHANGES):
            saving.save(author, running, other, number)
        assert len(network.pull()) == harvest.CHANGES
    cost = f"{network.requests} ≤ 3 requests, {network.size_bytes / 1000:.0f} ≤ 100 kB"
    met = network.requests <= 3 and network.size_bytes <= 100_000
    row = Row(what="what 10 changes cost a harvester", size=size, goal=cost)
    bench.rows.append(replace(row, met=met))
    whole = Row(what="full pull, per version", size=size, cpu_ms=cpu_ms / count)
    bench.rows.append(whole)
    for words in ((), ("-o", "ascending")):
        if (pulled := harvest.by_ldes_client(running, *words)) is not None:
            goal = (
                f"{count} versions: theirs {pulled.client_seconds:.1f} s,"
                f" ours {pulled.our_seconds:.1f} s"
            )
            name = f"full pull by ldes-client {' '.join(words)}"
            row = Row(what=name, size=size, goal=goal)
            ours = pulled.our_seconds < pulled.client_seconds
            bench.rows.append(replace(row, met=ours))


@pytest.mark.parametrize("path", ["/search.json", "/search"])
def test_search(bench: Bench, path: str) -> None:
    asked = [f"{path}?q={quote_plus(words)}" for words in sheets.queries(ASKED)]
    asked += [f"{path}?q=groupe&kind=method&difficulty=beginner", path]
    paces = bench.race(lambda _: [Ask(path=address) for address in asked])
    for size, pace in paces.items():
        half, most = (percentile(pace.cpu_ms, percent) for percent in (50, 95))
        goal = f"cpu p50 {half:.0f} ≤ 60, p95 {most:.0f} ≤ 200"
        row = _row(f"{path}, facets, extracts", size, pace, goal)
        bench.rows.append(replace(row, met=half <= 60 and most <= 200))


def test_save(bench: Bench) -> None:
    for size, running in bench.ours.items():
        with bench.serve(bench.folders[size]) as other:
            numbers = range(2, size, max(1, size // SAVES))[:SAVES]
            with closing(saving.signed_in(running)) as author:
                done = [saving.save(author, running, other, n) for n in numbers]
                late = [saving.save_late(author, running, n) for n in numbers]
        cpu_ms = sum(saved.cpu_ms for saved in done) / len(done)
        _add_times(
            bench,
            Row(what="save, through the form", size=size, cpu_ms=cpu_ms),
            [saved.wall_ms for saved in done],
            most_ms=60,
        )
        merged = Row(what="save, merged with another", size=size)
        bench.rows.append(replace(merged, cpu_ms=sum(late) / len(late)))
        _add_times(
            bench,
            Row(what="from the click until it is found", size=size),
            [saved.searchable_ms for saved in done],
            most_ms=1_000,
        )
        _add_times(
            bench,
            Row(what="from the click until it is in the feed", size=size),
            [saved.in_feed_ms for saved in done],
            most_ms=1_000,
        )
        seen = f"{len(done)} of {len(done)} seen by both processes"
        bench.rows.append(Row(what="never stale", size=size, goal=seen, met=True))


def test_saving_together(bench: Bench) -> None:
    for size, folder in bench.folders.items():
        saves, slowest_ms = saving.save_together(folder, WRITERS, WRITING_SECONDS)
        goal = f"{saves:.0f} saves/s ≥ 100, slowest {slowest_ms:.0f} ms"
        row = Row(what=f"{WRITERS} writers at once", size=size, goal=goal)
        bench.rows.append(replace(row, met=saves >= 100))


def test_memory(bench: Bench) -> None:
    for size, running in bench.ours.items():
        held = running.memory_mb()
        goal = f"Rss {held['Rss']:.0f} MB ≤ 200 (Pss {held['Pss']:.0f})"
        row = Row(what="memory of the worker, after all", size=size, goal=goal)
        bench.rows.append(replace(row, met=held["Rss"] <= 200))
    if served := children_of(bench.engine.process):
        held_mb = sum(memory_mb(process)["Pss"] for process in served)
        row = Row(what="memory of PostgreSQL", size=0, goal=f"Pss {held_mb:.0f} MB")
        bench.rows.append(replace(row, goal=f"{row.goal}, for all sizes"))


def test_start(bench: Bench) -> None:
    for size, folder in bench.folders.items():
        bench.ours[size].stop()
        seconds: list[float] = []
        for _ in range(STARTS):
            with bench.serve(folder) as running:
                seconds.append(running.start_seconds)
        goal = f"{median(seconds):.2f} s ≤ 2 s"
        row = Row(what="start, until it answers", size=size, goal=goal)
        bench.rows.append(replace(row, met=median(seconds) <= 2))


def test_dump(bench: Bench) -> None:
    peaks: list[float] = []
    for size, folder in bench.folders.items():
        cost = alone.cost_of(alone.start("dump", folder))
        for way, name in (("dump", "dump ≥ 1,000,000"), ("zipped", "dump, gzip")):
            pace, wall = (
                cost["quads"] / cost[f"{way}_{clock}"] for clock in ("cpu", "wall")
            )
            best = max(pace, wall)
            told = f"cpu {pace:,.0f}, wall {wall:,.0f}, {cost[f'{way}_mb']:.0f} MB"
            goal = f"{best:,.0f} quads/s ({told})"
            met = best >= 1_000_000 if way == "dump" else None
            bench.rows.append(Row(what=name, size=size, goal=goal, met=met))
        peaks.append(cost["peak_mb"])
    goal = " → ".join(f"{peak:.0f}" for peak in peaks) + " MB, within 10 %"
    row = Row(what="dump, peak memory", size=max(bench.ours), goal=goal)
    bench.rows.append(replace(row, met=peaks[-1] <= peaks[0] * 1.1))


def test_load(bench: Bench) -> None:
    for size, folder in bench.folders.items():
        cost = alone.cost_of(alone.start("load", folder, size, LOADED))
        assert cost["created"] == LOADED
        pace = LOADED / cost["load_cpu"]
        wall = LOADED / cost["load_wall"]
        goal = f"{pace:.0f} sheets/s ≥ 300 (wall {wall:.0f})"
        row = Row(what="load Markdown, by processor time", size=size, goal=goal)
        bench.rows.append(replace(row, met=pace >= 300))


def _pages(bench: Bench, size: int, count: int, first: int = 0) -> list[Ask]:
    """Give the pages of sheets spread over all; another `first`, other sheets."""
    step = max(2, size // count)
    reader = bench.ours[size].reader
    found = (
        reader.get(f"/sheets/{sheets.identifier(number)}")
        for number in range(first, size, step)[:count]
    )
    return [Ask(path=said.headers["location"]) for said in found]


def _pictured(folder: Path) -> tuple[str, str]:
    """Publish one sheet twice, the second time with images; give the addresses."""
    parts = assemble_components(settings_in(folder))
    press = sheets.Press(schema=parts.schema, codes=list(parts.places.codes()))
    first = next(sheets.intents(press, 0))
    images: list[Value] = [
        {
            "file": take_file(parts.blobs, BytesIO(photo), "a.jpg").name,
            "alt": "Un banc devant la mairie",
            "author": "Camille D.",
            "licence": "CC-BY-SA-4.0",
        }
        for photo in (written(drawing(1400, 900 + n), "JPEG") for n in range(3))
    ]
    bare = replace(first, sheet=iri.new_id())
    shown = replace(bare, sheet=iri.new_id(), values={**first.values, "images": images})
    with parts.store.write() as work:
        made = [
            publish_version(parts.schema, work, new_revision)
            for new_revision in (bare, shown)
        ]
    parts.store.close()
    plain, pictured = (f"/sheets/{one.sheet}/{one.slug}" for one in made)
    return plain, pictured


def _versions(size: int, suffix: str) -> list[Ask]:
    numbers = range(1, size, max(1, size // VERSIONS))[:VERSIONS]
    sheet = (sheets.identifier(number) for number in numbers)
    return [Ask(path=f"/sheets/{name}/v/1.{suffix}") for name in sheet]


def _known(running: Running, asks: list[Ask]) -> list[Ask]:
    """Give the same questions from readers who have the answer already."""
    tags = (running.reader.get(ask.path).headers["etag"] for ask in asks)
    return [
        Ask(path=ask.path, headers={"If-None-Match": tag}, status=304)
        for ask, tag in zip(asks, tags, strict=True)
    ]


def _add(
    bench: Bench,
    what: str,
    paces: dict[int, Pace],
    *,
    least: float | None = None,
    even: bool = False,
) -> None:
    """Note what answers cost; `even`: the same at all sizes, within a tenth."""
    for size, pace in paces.items():
        row = _row(what, size, pace, f"≥ {least} of the floor" if least else "")
        met = pace.to_floor >= least if least else None
        bench.rows.append(replace(row, met=met))
    if even:
        _add_even(bench, what, paces)


def _add_even(
    bench: Bench, what: str, paces: dict[int, Pace], most: float = 1.1
) -> None:
    """Note whether answers cost the same at all sizes, within a tenth or as told."""
    if len(paces) > 1:
        small, large = paces[min(paces)].per_round, paces[max(paces)].per_round
        grown = median(b / a for a, b in zip(small, large, strict=True))
        goal = f"{grown:.2f} times the smallest ≤ {most:.2f}"
        row = Row(what=f"{what}: even", size=max(paces), goal=goal)
        bench.rows.append(replace(row, met=grown <= most))


def _row(what: str, size: int, pace: Pace, goal: str) -> Row:
    return Row(
        what=what,
        size=size,
        cpu_ms=pace.mean_cpu_ms,
        to_floor=pace.to_floor,
        p50_ms=percentile(pace.wall_ms, 50),
        p95_ms=percentile(pace.wall_ms, 95),
        goal=goal,
    )


def _add_times(bench: Bench, row: Row, wall_ms: list[float], most_ms: float) -> None:
    most = percentile(wall_ms, 95)
    timed = replace(row, p50_ms=percentile(wall_ms, 50), p95_ms=most)
    goal = f"p95 ≤ {most_ms:.0f} ms"
    bench.rows.append(replace(timed, goal=goal, met=most <= most_ms))
