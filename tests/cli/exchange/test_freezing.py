"""`commons freeze`: a copy made of files, which a plain server of files answers."""

import gzip
import io
import re
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest
from click.testing import Result
from PIL import Image

from commons.adapters.media.ingest import take_file
from commons.adapters.store.log import revisions
from commons.app import create_app, open_frozen_site
from commons.core.domain.people.account import Role
from commons.core.domain.sheet import Revision
from commons.core.domain.site.purge import LegalBasis, PurgeSort
from commons.services.exchange.freezing.freeze import freeze
from commons.services.exchange.freezing.manifest import open_manifest
from commons.services.stewardship.purge.plan import PurgeOrder
from commons.services.stewardship.purge.removal import purge
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from commons.wiring.purge_cleaner import PurgeCleaner
from tests.addresses.frozen import Crawl, crawl, files_of, served
from tests.addresses.outlets import files_saying
from tests.conftest import settings_in
from tests.feeds.makers import CAMILLE, created, deleted, updated
from tests.people.visitor import Visitor
from tests.servers.nginx import files_by_nginx
from tests.servers.server import free_port, ordered

SECRET = "Xylographie"
NOWHERE = "/sheets/zzzzzzzzzzzz"
LICENCE = "CC-BY-SA-4.0"
LOOPBACK = "http://127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """An instance, its copy, and what its copy was made of."""

    instance: Path
    copy: Path
    port: int
    sheet: Revision
    gone: Revision
    reader: Visitor
    first: Result

    @property
    def address(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    def freezes(self) -> Result:
        """Run the command once more."""
        return ordered(self.instance, "freeze", str(self.copy), base_url=self.address)


def fill(parts: Components) -> tuple[Revision, Revision, Visitor]:
    """Publish sheets with all that pages may lead to, and write a draft."""
    picture = io.BytesIO()
    Image.effect_noise((900, 600), 60).convert("RGB").save(picture, "JPEG")
    picture.seek(0)
    name = take_file(parts.blobs, picture, "un dessin.jpg").name
    size = {"width": 900, "height": 600}
    image = {"file": name, "alt": "Un dessin", "author": "Camille", "licence": LICENCE}
    first = created(parts, "Le banc")
    sheet = updated(
        parts,
        created(parts, "Le mur"),
        title="Le mur qui parle",
        body=f"[nulle part]({NOWHERE}) [ici](/sheets/{first.sheet})",
        images=[{**image, **size}],
    )
    gone = deleted(parts, created(parts, "En double"))
    parts.catch_up()
    app = create_app(parts)
    reader = Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR)
    reader.post(
        f"/sheets/{sheet.sheet}/remarks/new", _do="send", text="Et s’il pleut ?"
    )
    reader.post("/sheets/new/method", _do="keep", title=SECRET)
    return sheet, gone, reader


@contextmanager
def settings_opened(instance: Path, base: str) -> Iterator[Components]:
    """Open the instance of a folder at an address, and close it with its index made."""
    parts = assemble_components(settings_in(instance, base_url=base))
    yield parts
    parts.catch_up()
    parts.follower.stop()
    parts.store.close()


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory, empty_folder: Path) -> Frozen:
    """Give a small commons and its copy."""
    folder, port = tmp_path_factory.mktemp("frozen"), free_port()
    instance, copy = folder / "instance", folder / "copy"
    shutil.copytree(empty_folder, instance)
    base = f"{LOOPBACK}:{port}"
    with settings_opened(instance, base) as parts:
        sheet, gone, reader = fill(parts)
    first = ordered(instance, "freeze", str(copy), base_url=base)
    return Frozen(
        instance=instance,
        copy=copy,
        port=port,
        sheet=sheet,
        gone=gone,
        reader=reader,
        first=first,
    )


@pytest.fixture(scope="module")
def walked(frozen: Frozen) -> Crawl:
    """Give what a walk over the copy met."""
    with served(frozen.copy, frozen.port) as address:
        return crawl(address)


def test_no_link_is_broken(frozen: Frozen, walked: Crawl) -> None:
    assert frozen.first.exit_code == 0, frozen.first.output
    assert walked.broken == set()
    assert len(walked.pages) > 40
    with open_manifest(frozen.copy / ".freeze" / "manifest.sqlite") as manifest:
        assert [one.path for one in manifest.absent()] == [NOWHERE]
    page = f"/sheets/{frozen.sheet.sheet}/{frozen.sheet.slug}"
    assert NOWHERE not in walked.pages[page].links
    assert [link for link in walked.pages[page].links if link.endswith(".webp")]


def test_every_address_of_the_sitemap_and_of_the_dump_answers(
    frozen: Frozen, walked: Crawl
) -> None:
    maps = [path.read_text() for path in (frozen.copy / "sitemaps").iterdir()]
    listed = [one for text in maps for one in re.findall("<loc>(.*?)</loc>", text)]
    dumps = [path.read_bytes() for path in (frozen.copy / "dumps").glob("*.nq.gz")]
    told = gzip.decompress(b"".join(dumps)).decode()
    iris = set(re.findall(f"<({frozen.address}/[^>]*)>", told))
    assert len(listed) > 3
    assert f"{frozen.address}/sheets/{frozen.gone.sheet}" in iris
    with (
        served(frozen.copy, frozen.port),
        closing(HTTPConnection("127.0.0.1", frozen.port)) as connection,
    ):
        lost = {one for one in {*listed, *iris} if not walked.answers(connection, one)}
    assert lost == set()


def test_nothing_is_sent_and_one_script_runs(walked: Crawl) -> None:
    forms = [form for page in walked.pages.values() for form in page.forms]
    assert {(form.get("method", "get"), form["action"]) for form in forms} == {
        ("get", "/search/")
    }
    scripts = {name for page in walked.pages.values() for name in page.scripts}
    assert {name.partition("-")[0] for name in scripts} == {
        "/static/dist/frozen_search"
    }


def test_nothing_private_is_copied(frozen: Frozen) -> None:
    files = files_of(frozen.copy)
    manifest = (frozen.copy / ".freeze" / "manifest.sqlite").read_bytes()
    for words in (SECRET, frozen.reader.email, "csrf_token", "/login", "/edit"):
        assert words.encode() not in manifest
        assert [n for n, text in files.items() if words.encode() in text] == [], words


def test_every_suffix_of_a_version_is_a_file(frozen: Frozen) -> None:
    folder = frozen.copy / "sheets" / frozen.sheet.sheet / "v"
    here = {path.name for path in folder.iterdir()}
    suffixes = {"ttl", "jsonld", "nt", "nq", "trig", "rdf", "json", "md", "bib", "ris"}
    assert {f"{n}.{suffix}" for n in (1, 2) for suffix in suffixes} <= here
    triples = (folder / "2.nt").read_text()
    assert f"<{frozen.address}/sheets/{frozen.sheet.sheet}>" in triples


def test_an_old_title_leads_to_the_page_and_a_deleted_sheet_says_so(
    frozen: Frozen, walked: Crawl
) -> None:
    sheet, gone = frozen.sheet, frozen.gone
    old = frozen.copy / "sheets" / sheet.sheet / "le-mur" / "index.html"
    assert f"url=/sheets/{sheet.sheet}/{sheet.slug}" in old.read_text()
    page = frozen.copy / "sheets" / gone.sheet / "index.html"
    assert "supprimée" in page.read_text()
    maps = frozen.copy / ".freeze"
    assert f'"/sheets/{gone.sheet}" 1;' in (maps / "gone.map").read_text()
    bare = (frozen.copy / "ns" / "index.html").read_text()
    assert 'url=/ns.ttl"' in bare


def test_nginx_answers_as_the_site_did(tmp_path: Path, frozen: Frozen) -> None:
    sheet, gone = f"/sheets/{frozen.sheet.sheet}", f"/sheets/{frozen.gone.sheet}"
    page = f"{sheet}/{frozen.sheet.slug}"
    with (
        files_by_nginx(tmp_path, frozen.copy) as port,
        closing(HTTPConnection("127.0.0.1", port)) as connection,
    ):

        def ask(path: str) -> tuple[int, str, str]:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            told = answer.headers
            return answer.status, told["Content-Type"] or "", told["Location"] or ""

        assert ask(sheet)[::2] == (302, page)
        assert ask(f"{sheet}/le-mur")[::2] == (302, page)
        assert ask(page)[:2] == (200, "text/html; charset=utf-8")
        assert ask(gone)[:2] == (410, "text/html; charset=utf-8")
        assert ask(f"{gone}.ttl")[0] == 410
        assert ask(f"{sheet}.ttl")[1].startswith("text/turtle")
        assert ask("/feeds/ldes")[::2] == (302, "/feeds/ldes.nq")
        assert ask("/feeds/ldes.nq")[1].startswith("application/n-quads")
        assert ask("/feeds/atom.atom")[1].startswith("application/atom+xml")
        assert ask("/.freeze/manifest.sqlite")[0] == 404
        assert ask("/edit")[:2] == (404, "text/html; charset=utf-8")


def test_a_second_run_writes_only_what_changed(tmp_path: Path, frozen: Frozen) -> None:
    before, times = files_of(frozen.copy), _times(frozen.copy)
    again = frozen.freezes()
    assert " 0 écrits, 0 retirés" in again.output
    assert _times(frozen.copy) == times
    instance = tmp_path / "instance"
    shutil.copytree(frozen.instance, instance)
    copy = tmp_path / "copy"
    shutil.copytree(frozen.copy, copy)
    with settings_opened(instance, frozen.address) as parts:
        updated(parts, frozen.sheet, title="Le mur", body="Sans dessin.")
        with parts.store.read() as work:
            (bench,) = revisions.sheets_titled(work, "Le banc")
            lost = revisions.get_head(work, bench)
        deleted(parts, lost)
    done = ordered(instance, "freeze", str(copy), base_url=frozen.address)
    assert done.exit_code == 0, done.output
    after = files_of(copy)
    changed = {name for name in after if before.get(name) != after[name]}
    assert f"sheets/{frozen.sheet.sheet}/v/3.ttl" in changed
    assert f"sheets/{frozen.sheet.sheet}/le-mur/index.html" in changed
    assert f"sheets/{frozen.sheet.sheet}/v/1.ttl" not in changed
    assert not [name for name in changed if name.startswith("themes/culture")]
    said = after[f"sheets/{lost.sheet}/le-banc/index.html"].decode()
    assert "supprimée" in said
    assert f"sheets/{lost.sheet}.bib" in before.keys() - after.keys()
    assert not [text for text in after.values() if b"/le-banc" in text]
    with served(copy, frozen.port) as address:
        assert crawl(address).broken == set()


def test_what_is_removed_for_good_leaves_the_copy_its_names_and_its_lists(
    tmp_path: Path, frozen: Frozen
) -> None:
    instance, copy = tmp_path / "instance", tmp_path / "copy"
    shutil.copytree(frozen.instance, instance)
    shutil.copytree(frozen.copy, copy)
    told = {"base_url": frozen.address}
    with settings_opened(instance, frozen.address) as parts:
        said = created(parts, "Linogravure")
        kept = updated(parts, said, title="Autre chose")
        whole = created(parts, "Linogravure du soir")
    assert ordered(instance, "freeze", str(copy), **told).exit_code == 0
    assert (copy / "sheets" / said.sheet / "linogravure" / "index.html").exists()
    with settings_opened(instance, frozen.address) as parts:
        for sort, target, numbers in (
            (PurgeSort.VERSION, said.sheet, (1,)),
            (PurgeSort.SHEET, whole.sheet, ()),
        ):
            order = PurgeOrder(
                sort=sort,
                target=target,
                numbers=numbers,
                basis=LegalBasis.COURT,
                actor=CAMILLE,
            )
            with parts.store.write() as work:
                purge(parts.schema, work, order)
        assert PurgeCleaner(components=parts).clean(wait=True)
    done = ordered(instance, "freeze", str(copy), **told)
    assert done.exit_code == 0, done.output
    names = [str(path.relative_to(copy)) for path in copy.rglob("*")]
    assert [name for name in names if "linogravure" in name] == []
    saying = files_saying([*copy.rglob("*")], "linogravure")
    assert saying == []
    assert (copy / "sheets" / kept.sheet / "autre-chose" / "index.html").exists()
    again = ordered(instance, "freeze", str(copy), **told)
    assert " 0 écrits, 0 retirés" in again.output
    with served(copy, frozen.port) as address:
        assert crawl(address).broken == set()


def test_an_interrupted_run_goes_on_and_ends_the_same(
    tmp_path: Path, frozen: Frozen
) -> None:
    parts = assemble_components(settings_in(frozen.instance, base_url=frozen.address))
    parts.store.refuse_writes(lambda: True)
    site, copy = open_frozen_site(parts), tmp_path / "copy"

    def give_up(done: int, _known: int) -> None:
        if done > 250:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        freeze(parts.store, site, copy, list, give_up)
    lost = min((copy / "static" / "dist").iterdir())
    lost.write_bytes(b"")  # as after the power went
    parts.store.close()
    done = ordered(frozen.instance, "freeze", str(copy), base_url=frozen.address)
    assert "reprise" in done.output
    assert files_of(copy).keys() == files_of(frozen.copy).keys()
    assert lost.stat().st_size > 0


def test_a_folder_that_holds_something_else_is_left_alone(
    tmp_path: Path, frozen: Frozen
) -> None:
    (tmp_path / "thèse.txt").write_text("trois ans de travail")
    done = ordered(frozen.instance, "freeze", str(tmp_path), base_url=frozen.address)
    assert done.exit_code == 1
    assert "n’est pas vide" in done.output
    assert [path.name for path in tmp_path.iterdir()] == ["thèse.txt"]


def _times(folder: Path) -> dict[str, int]:
    return {
        str(path): path.stat().st_mtime_ns
        for path in folder.rglob("*.*")
        if ".freeze" not in path.parts
    }
