"""Two real instances on two ports: adapt, announce, accept, delete, take back."""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from pyoxigraph import RdfFormat, Store as Graph

from commons.adapters.remote.coar_notify import MEDIA_TYPE, NoticeMessage, write_notice
from commons.core.domain.site.notice import NoticeSort
from tests.bench.typing_in import controls_of
from tests.federated import OtherSites, open_site
from tests.servers import postgresql
from tests.servers.server import Person, Server, add_account, ordered
from tests.services.federation.test_adapting import publish_illustrated

PATIENCE_SECONDS = 40
CHANGES = "Le banc devient une barque, et l’on parle aux marins."
SHOWN = "Adaptée sur d’autres sites"


class Pair:
    """A, where a method was published, and B, which adapts it."""

    def __init__(self, folder: Path, begun: Path) -> None:
        for name in ("a", "b"):
            shutil.copytree(begun, folder / name)
        self.a = Server(folder / "a", notice_retry_seconds="1")
        self.b = Server(folder / "b", notice_retry_seconds="1")
        self.a.chosen["fetch_hosts"] = self.b.address.removeprefix("http://")
        self.b.chosen["fetch_hosts"] = self.a.address.removeprefix("http://")
        with open_site(folder / "made", begun, OtherSites(), self.a.address) as site:
            page = publish_illustrated(site)
            self.author = site.author.email
            self.editor = site.editor.email
        shutil.rmtree(self.a.folder)
        postgresql.rename_instance(folder / "made", self.a.folder)
        self.path = page.removeprefix(self.a.address)
        self.sheet = self.path.split("/")[2]
        add_account(self.b.folder, "nolwenn@exemple.fr")
        add_account(self.b.folder, "gwenn@exemple.fr", "editor")

    def start(self) -> None:
        self.a.start()
        self.b.start()

    def page(self) -> str:
        """Give the page of the method as a stranger sees it."""
        return Person(self.a.address).get(self.path).text


@pytest.fixture(scope="module")
def pair(
    tmp_path_factory: pytest.TempPathFactory, starter_folder: Path
) -> Iterator[Pair]:
    made = Pair(tmp_path_factory.mktemp("pair"), starter_folder)
    made.start()
    yield made
    made.a.kill()
    made.b.kill()


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with suppress(ConnectionError):
            if holds():
                return
        time.sleep(0.1)
    raise TimeoutError


def told_of_notices(server: Server) -> str:
    """Give what the command says of the notices of a commons."""
    done = ordered(server.folder, "notices")
    assert done.exit_code == 0, done.stderr
    return done.stdout


def count_sent(server: Server) -> int:
    found = re.search(r"\bsent (\d+)", told_of_notices(server))
    assert found is not None
    return int(found[1])


def draft(pair: Pair, writer: Person, territory: str) -> tuple[str, dict[str, str]]:
    """Keep a draft of the method's second version; give its form."""
    kept = writer.post(
        "/adapt",
        _do="keep",
        address=f"{pair.a.address}/sheets/{pair.sheet}/v/2",
        licence="CC-BY-4.0",
        territory=territory,
    )
    assert kept.status == 303, kept.text
    text = writer.get(kept.place).text
    form = dict(controls_of(text, "sheet"))
    form["sources-0-changes"] = CHANGES
    return kept.place, form


def publish(writer: Person, drafted: tuple[str, dict[str, str]]) -> str:
    """Publish a draft; give the path of its page."""
    place, form = drafted
    typed = {name: text for name, text in form.items() if name != "csrf_token"}
    done = writer.post(place, **{**typed, "_do": "publish", "_confirmed": "on"})
    assert done.status == 303, done.text
    return done.place


def accept(editor: Person) -> None:
    """Click on what waits for a decision, once something does."""
    eventually(lambda: "/accept" in editor.get("/notices").text)
    page = editor.get("/notices").text
    path = page.partition('action="')[2]
    path = next(
        part.partition('"')[0]
        for part in page.split('action="')[1:]
        if "/accept" in part.partition('"')[0]
    )
    assert editor.post(path, page="/notices").status == 303


def test_two_instances_know_of_one_another(pair: Pair) -> None:
    writer = Person(pair.b.address).sign_in("nolwenn@exemple.fr")
    editor = Person(pair.a.address).sign_in(pair.editor)
    made = publish(writer, draft(pair, writer, "commune:29046"))
    page = Person(pair.b.address).get(made).text
    for credit in ("Malo", "Mona", "CC0", pair.a.address, CHANGES):
        assert credit in page
    accept(editor)
    shown = pair.page()
    for words in (SHOWN, "Douarnenez", CHANGES, f"{pair.b.address}/sheets/"):
        assert words in shown
    _ask_both_dumps(pair)
    _forge(pair, made)
    assert pair.page() == shown

    remover = Person(pair.b.address).sign_in("gwenn@exemple.fr")
    sheet = made.split("/")[2]
    gone = remover.post(
        f"/sheets/{sheet}/delete", page=f"/sheets/{sheet}/history", reason="Doublon"
    )
    assert gone.status == 303
    eventually(lambda: SHOWN not in pair.page())


@pytest.mark.thorough
def test_a_notice_arrives_though_the_one_was_down_and_the_other_was_killed(
    pair: Pair,
) -> None:
    writer = Person(pair.b.address).sign_in("nolwenn@exemple.fr")
    drafted = draft(pair, writer, "Brest")
    eventually(lambda: "waiting 0" in told_of_notices(pair.b))
    sent = count_sent(pair.b)
    pair.a.kill()
    publish(writer, drafted)
    eventually(lambda: "ne répond pas" in told_of_notices(pair.b))
    pair.b.kill()
    pair.b.start()
    assert "waiting 1" in told_of_notices(pair.b)
    pair.a.start()
    editor = Person(pair.a.address).sign_in(pair.editor)
    accept(editor)
    assert SHOWN in pair.page()
    eventually(lambda: count_sent(pair.b) == sent + 1)


def _forge(pair: Pair, made: str) -> None:
    """Send ten notices that are not true, and one again and again."""
    sheet = made.split("/")[2]
    true = NoticeMessage(
        id="urn:uuid:94ecae35-dcfd-4182-8550-22c7164fe23f",
        sort=NoticeSort.ANNOUNCE,
        subject=f"{pair.b.address}/sheets/{sheet}/v/1",
        source=f"{pair.a.address}/sheets/{pair.sheet}/v/2",
        origin=pair.b.address,
        target=pair.a.address,
        inbox=f"{pair.b.address}/inbox",
        target_inbox=f"{pair.a.address}/inbox",
    )
    genuine = write_notice(true).decode()
    for number in range(10):
        told = genuine.replace(sheet, f"{number:012x}")
        assert _posted(pair, told.encode()) == 202
    assert _posted(pair, genuine.encode()) == 202
    assert _posted(pair, genuine.encode()) == 202
    assert _posted(pair, genuine.encode() + b" " * 20_000) == 413
    assert _posted(pair, b"[" * 10_000) == 400
    eventually(lambda: "refused 10" in told_of_notices(pair.a))


def _posted(pair: Pair, body: bytes) -> int:
    asked = Request(f"{pair.a.address}/inbox", body, {"Content-Type": MEDIA_TYPE})  # noqa: S310  # our own server
    try:
        with urlopen(asked, timeout=30) as answer:  # noqa: S310
            return int(answer.status)
    except HTTPError as error:
        return error.code


def _ask_both_dumps(pair: Pair) -> None:
    """Ask what came of the method, and where."""
    graph = Graph()
    for server in (pair.a, pair.b):
        name = server.folder.with_name(f"{server.folder.name}.nq")
        done = ordered(server.folder, "dump", str(name), base_url=server.address)
        assert done.exit_code == 0, done.stderr
        graph.bulk_load(name.read_bytes(), RdfFormat.N_QUADS)
    found = graph.query(
        f"""
        PREFIX prov: <http://www.w3.org/ns/prov#>
        PREFIX dct: <http://purl.org/dc/terms/>
        SELECT ?title ?code WHERE {{
          ?version dct:isVersionOf <{pair.a.address}/sheets/{pair.sheet}> .
          GRAPH ?made {{
            ?sheet prov:wasDerivedFrom ?version ; dct:title ?title ; dct:spatial ?place .
            ?place dct:identifier ?code
          }}
        }}"""
    )
    assert [(row["title"].value, row["code"].value) for row in found] == [  # type: ignore[union-attr]
        ("Le banc des voisins", "commune:29046")
    ]
