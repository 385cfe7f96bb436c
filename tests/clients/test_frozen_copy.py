"""A copy of a thousand sheets, made of files: all that it promises, and what it costs."""

import gzip
import re
import resource
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest

from commons.adapters.store.log import revisions
from commons.core.domain.addresses import iri
from commons.core.kinds.rdfio.namespaces import full_iri
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from tests.addresses.frozen import Crawl, crawl, files_of, served
from tests.bench.sheets import Press, fill
from tests.clients.conftest import pull_feed
from tests.conftest import settings_in
from tests.feeds.makers import created, deleted, updated
from tests.servers.server import COMMONS, environment, free_port

pytestmark = [pytest.mark.clients, pytest.mark.thorough]

COUNT = 1_000
PLACES = 500
CHANGED = 10
_MEMBER = re.compile(rf"^<([^>]+)> <{full_iri('dct:isVersionOf')}> ", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commons:
    """A commons of COUNT sheets, and the folder of its copy."""

    instance: Path
    copy: Path
    port: int
    versions: list[str]

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def opened(self) -> Components:
        return assemble_components(settings_in(self.instance, base_url=self.base))

    def freezes(self, what: str) -> str:
        """Run the command, and print what it cost; return what it says."""
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        done = subprocess.run(
            [COMMONS, "freeze", str(self.copy)],
            env=environment(self.instance, base_url=self.base),
            capture_output=True,
            text=True,
            check=False,
        )
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert done.returncode == 0, done.stderr
        seconds = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
        sys.stdout.write(
            f"\n{what}: {done.stdout.strip()} ({seconds:.0f} s of processor time,"
            f" {time.monotonic() - began:.0f} s)"
        )
        return done.stdout


@pytest.fixture(scope="module")
def commons(tmp_path_factory: pytest.TempPathFactory) -> Commons:
    """Fill a commons, and make a copy of it."""
    folder, port = tmp_path_factory.mktemp("frozen"), free_port()
    base = f"http://127.0.0.1:{port}"
    parts = assemble_components(settings_in(folder / "instance", base_url=base))
    codes = list(parts.places.codes())[:PLACES]
    fill(parts.store, Press(schema=parts.schema, codes=codes), range(COUNT))
    deleted(parts, created(parts, "En double"))
    parts.catch_up()
    with parts.store.read() as work:
        head = revisions.head_sequence(work)
        log = revisions.changes_after(work, 0, head)
    parts.follower.stop()
    parts.store.close()
    made = Commons(
        instance=folder / "instance",
        copy=folder / "copy",
        port=port,
        versions=[iri.version_iri(one.sheet, one.number, base) for one in log],
    )
    made.freezes("first run")
    return made


@pytest.fixture(scope="module")
def walked(commons: Commons) -> Crawl:
    """Follow every link of the copy."""
    with served(commons.copy, commons.port) as address:
        return crawl(address)


def test_no_link_is_broken(walked: Crawl) -> None:
    assert walked.broken == set()
    assert len(walked.pages) > 5 * COUNT


def test_every_address_of_the_sitemap_and_every_iri_of_the_dump_answers(
    commons: Commons, walked: Crawl
) -> None:
    maps = [path.read_text() for path in (commons.copy / "sitemaps").iterdir()]
    listed = {one for text in maps for one in re.findall("<loc>(.*?)</loc>", text)}
    dump = next((commons.copy / "dumps").glob("*history*.nq.gz"))
    told = gzip.decompress(dump.read_bytes()).decode()
    iris = set(re.findall(f"<({commons.base}/[^>]*)>", told))
    assert len(listed) > COUNT
    assert set(commons.versions) <= iris
    with (
        served(commons.copy, commons.port),
        closing(HTTPConnection("127.0.0.1", commons.port)) as connection,
    ):
        lost = [one for one in listed | iris if not walked.answers(connection, one)]
    assert lost == []
    sys.stdout.write(
        f"\n{len(listed)} addresses of the sitemap, {len(iris)} IRIs of the dump"
    )


def test_ldes_client_replicates_it(
    commons: Commons, node: Path, tmp_path: Path
) -> None:
    kept = ("-o", "ascending", "-s", str(tmp_path / "state"))

    def pull() -> list[str]:
        address = f"{commons.base}/feeds/ldes.nq"
        printed = pull_feed(node, address, *kept, seconds=1_200)
        return _MEMBER.findall(printed.decode())  # its numbers are no N-Quads

    with served(commons.copy, commons.port):
        assert pull() == commons.versions
        assert pull() == []


def test_later_runs_write_what_changed_alone(commons: Commons) -> None:
    before = {name: hash(text) for name, text in files_of(commons.copy).items()}
    assert " 0 écrits, 0 retirés" in commons.freezes("second run")
    parts = commons.opened()
    with parts.store.read() as work:
        heads = [
            revisions.get_head(work, one.split("/")[4])
            for one in commons.versions[:CHANGED]
        ]
    for head in {head.sheet: head for head in heads}.values():
        updated(parts, head, body="Une phrase de plus.")
    parts.catch_up()
    parts.follower.stop()
    parts.store.close()
    commons.freezes(f"after {CHANGED} changes")
    after = {name: hash(text) for name, text in files_of(commons.copy).items()}
    gone = before.keys() - after.keys()
    assert [one for one in gone if not one.startswith(("dumps/", "search/"))] == []
    old = {name for name in before if "/v/" in name and not name.endswith(".html")}
    assert {name for name in old if before[name] != after[name]} == set()
    with served(commons.copy, commons.port) as address:
        assert crawl(address).broken == set()
