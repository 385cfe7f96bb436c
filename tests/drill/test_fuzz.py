"""Eight threads that send odd things to every form, address and command.

    make drill ARGS="tests/drill/test_fuzz.py"                a minute
    make drill ARGS="tests/drill/test_fuzz.py" FUZZ_SECONDS=3600

What must hold: no answer says that something unforeseen went wrong, no answer
takes two seconds of processor time, no command ends in a traceback, the memory of
the server stays flat, and `commons check` is content afterwards.
"""

import json
import os
import random
import re
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote, urlencode, urljoin, urlsplit

import click
import pytest

from commons.app import create_app
from commons.cli import main
from commons.wiring.assembly import assemble_components
from tests.conftest import settings_in
from tests.drill import odd_values
from tests.drill.forms import Form, read_page
from tests.people.visitor import PASSWORD, filled
from tests.servers.server import (
    COMMONS,
    Person,
    Server,
    add_account,
    command,
    environment,
)

pytestmark = pytest.mark.thorough

FUZZ_SECONDS = int(os.environ.get("FUZZ_SECONDS", "60"))  # noqa: TID251  # a drill's own length
READERS, WRITERS = 2, 5
LONGEST_CPU_MS = 2000
COMMAND_SECONDS = 120
WIDEST_ADDRESS = 3000
NEVER_RUN = {"serve"}
FOLDERS = {"export", "restore", "backup", "dump"}


class FindingError(Exception):
    """Something that must never happen, with what led to it."""


class Client:
    """Somebody with cookies of their own, from an address of their own."""

    def __init__(self, server: Server, number: int, email: str = "") -> None:
        self.server = server
        self.number = number
        self.email = email
        self.cookie = signed_in(server, email) if email else ""
        self.statuses: Counter[int] = Counter()

    def ask(
        self, method: str, address: str, body: bytes = b"", kind: str = ""
    ) -> tuple[int, str, str]:
        """Return status, Location and text. Raises FindingError on an unforeseen error."""
        headers = {"X-Forwarded-For": f"10.9.{self.number}.{random.randrange(250)}"}  # noqa: S311  # no secret
        if self.cookie:
            headers["Cookie"] = self.cookie
        if kind:
            headers["Content-Type"] = kind
        place = urlsplit(address)
        target = (place.path or "/") + (f"?{place.query}" if place.query else "")
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=120)
        try:
            connection.request(method, target, body or None, headers)
            found = connection.getresponse()
            text = found.read().decode("utf-8", "replace")
        except (HTTPException, OSError) as error:
            raise FindingError(
                f"{method} {target[:200]}: no answer, {error!r}"
            ) from error
        finally:
            connection.close()
        self.statuses[found.status] += 1
        for given in found.headers.get_all("Set-Cookie") or ():
            if self.email and given.startswith("commons_session="):
                self.cookie = given.partition(";")[0]
        told = found.getheader("Retry-After") or place.path.startswith("/healthz")
        if found.status >= 500 and not told:
            sent = body[:1500].decode("utf-8", "replace")
            raise FindingError(f"{method} {target[:300]}: {found.status}, sent {sent}")
        return found.status, found.getheader("Location", "") or "", text


def routes(folder: Path) -> list[str]:
    """Return an address for every route, without its values."""
    parts = assemble_components(settings_in(folder))
    app = create_app(parts)
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    parts.follower.stop()
    parts.store.close()
    return sorted({rule.rule for rule in rules})


class Fuzzer(threading.Thread):
    """One thread that sends odd things until the time is over."""

    def __init__(self, client: Client, rules: list[str], until: float) -> None:
        super().__init__(daemon=True)
        self.client = client
        self.rules = rules
        self.until = until
        self.draw = random.Random(client.number)  # noqa: S311  # no secret
        self.begun = BEGUN if client.email else STRANGERS
        self.known = [*self.begun]
        self.findings: list[str] = []

    def run(self) -> None:
        while time.monotonic() < self.until and len(self.findings) < 20:
            try:
                self.draw.choice((self._odd_address, self._page, self._form))()
            except FindingError as found:
                self.findings.append(str(found))

    def _odd_address(self) -> None:
        rule = self.draw.choice(self.rules)
        address = re.sub(r"<[^>]*>", lambda _: self._value(), rule)
        if self.draw.random() < 0.5:
            address = self.draw.choice((self.draw.choice(self.known), address))
        pairs = [
            (self.draw.choice(QUERIES), odd_values.name(self.draw))
            for _ in range(self.draw.randrange(4))
        ]
        query = urlencode(pairs, errors="surrogatepass")
        glue = "&" if "?" in address else "?"
        whole = f"{address}{glue}{query}"[:WIDEST_ADDRESS]
        self.client.ask(self.draw.choice(("GET", "GET", "HEAD", "POST")), whole)

    def _value(self) -> str:
        if self.draw.random() < 0.5:
            return self.draw.choice(VALUES)
        return quote(odd_values.name(self.draw)[:200], safe="", errors="surrogatepass")

    def _form(self) -> None:
        wanted = self.draw.choice(FORMS)
        found = [address for address in self.known if wanted in address]
        self._page(self.draw.choice(found or self.begun))

    def _page(self, address: str = "") -> None:
        address = address or self.draw.choice(self.known)
        status, place, text = self.client.ask("GET", address)
        if self.client.email and place.startswith("/login"):
            self.client.cookie = signed_in(self.client.server, self.client.email)
        if status != 200:
            return
        forms, links = read_page(text)
        forms = [form for form in forms if form.action != "/logout"]
        found = self.draw.sample(links, min(4, len(links)))
        self.known = [*self.begun, *self.known[len(self.begun) :][-300:], *found]
        if forms:
            posted = [form for form in forms if form.method == "post"]
            self._send(self.draw.choice(posted or forms), address)

    def _send(self, form: Form, page: str) -> None:
        values = dict(form.values)
        address = form.action or page
        names = [n for n in values if n != "csrf_token"]
        if "title" in names and self.draw.random() < 0.7:
            values |= filled(change_note="encore", _confirmed="on", _do="publish")
        elif form.buttons:
            name, value, place = self.draw.choice(form.buttons)
            values |= {name: value} if name else {}
            address = place or address
        odd = self.draw.choice((0, 1, 1, 2, 3, 9))
        for name in self.draw.sample(names, min(len(names), odd)):
            values[name] = odd_values.text(self.draw)
        if self.draw.random() < 0.2:
            values[self.draw.choice(STRANGE)] = odd_values.text(self.draw)
        if form.method == "get":
            pairs = urlencode(values, errors="surrogatepass")[:WIDEST_ADDRESS]
            self.client.ask("GET", f"{address}?{pairs}")
            return
        body, kind = _encoded(form, values, self.draw)
        status, place, _ = self.client.ask("POST", address, body, kind)
        if status == 303 and place:
            self.known.append(urlsplit(urljoin(address, place)).path)


def _encoded(
    form: Form, values: dict[str, str], draw: random.Random
) -> tuple[bytes, str]:
    if not (form.multipart or form.files):
        text = urlencode(values, errors="surrogatepass")
        return text.encode(), "application/x-www-form-urlencoded"
    line = "----odd"
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode(
            "utf-8", "surrogatepass"
        )
        for n, v in values.items()
    ]
    for name in form.files or ["file"]:
        chosen = draw.random() < 0.1
        called = draw.choice(odd_values.FILE_NAMES) if chosen else ""
        head = f'--{line}\r\nContent-Disposition: form-data; name="{name}"; filename="'
        parts.append(f'{head}{called}"\r\n\r\n'.encode())
        parts.append((odd_values.content(draw) if chosen else b"") + b"\r\n")
    return b"".join([*parts, f"--{line}--\r\n".encode()]), (
        f"multipart/form-data; boundary={line}"
    )


BEGUN = (
    *("/", "/write", "/search", "/account", "/batch", "/drafts", "/dumps/", "/changes"),
    *(
        "/sheets/new/method",
        "/sheets/new/tool",
        "/sheets/new/experience",
        "/sheets/new/collection",
        "/themes",
    ),
    "/admin/accounts",
)
STRANGERS = ("/", "/search", "/login", "/register", "/changes", "/themes")
"""Where somebody begins who signed in, and who did not."""

FORMS = (
    *("/new", "/new", "/edit", "/edit", "/batch", "/drafts", "/account", "/history"),
    *("/login", "/register", "/dumps", "/sheets/"),
)
"""What the addresses of pages with forms hold, as often as they are to be filled in."""

VALUES = (
    *("ttl", "nq", "jsonld", "json", "md", "rdf", "html", "xyz", "bib"),
    *("1", "2", "0", "99999999999999999999", "-1", "method", "tool", "experience"),
    *("0123456789ab", "000000000000", "culture", "commune:29019", "region:53"),
)
QUERIES = (
    *("q", "kind", "theme", "territory", "licence", "page", "all", "sort", "group"),
    *("duration", "lang", "draft", "next", "verb", "metadataPrefix", "from", "until"),
    *("set", "identifier", "resumptionToken", "a", "b", "after", "limit", "_"),
)
STRANGE = (
    *("_do", "_draft", "_parent", "_confirmed", "steps-0-text", "steps-199-title"),
    *("steps-999999999-text", "steps--1-text", "images-0-file", "authors-0-person"),
    *(
        "title",
        "body",
        "change_note",
        "choice-title",
        "source",
        "column-0",
        "csrf_token",
    ),
)


class Commander(threading.Thread):
    """The thread that runs commands with odd options and odd files."""

    def __init__(self, folder: Path, scratch: Path, until: float) -> None:
        super().__init__(daemon=True)
        self.folder = folder
        self.scratch = scratch
        self.until = until
        self.draw = random.Random(99)  # noqa: S311  # no secret
        self.findings: list[str] = []
        self.count = 0

    def run(self) -> None:
        commands = [c for c in every_command(main, ()) if c[0][0] not in NEVER_RUN]
        while time.monotonic() < self.until and len(self.findings) < 20:
            self._run(*commands[self.count % len(commands)])
            self.count += 1

    def _run(self, path: tuple[str, ...], found: click.Command) -> None:
        words = list(path)
        for parameter in found.params:
            words += self._words(parameter, path)
        words = [
            w.replace("\x00", "").encode("utf-8", "replace").decode() for w in words
        ]
        try:
            done = subprocess.run(  # our own command
                [COMMONS, *words],
                env=environment(self.folder),
                input=f"{PASSWORD}\n",
                capture_output=True,
                text=True,
                errors="replace",
                timeout=COMMAND_SECONDS,
                check=False,
                cwd=self.scratch,
            )
        except subprocess.TimeoutExpired:
            self.findings.append(f"commons {words!r:.900}: no end")
            return
        if "Traceback" in done.stderr or done.returncode not in {0, 1, 2}:
            told = f"{done.returncode} {done.stderr[-1500:]}"
            self.findings.append(f"commons {words!r:.600}: {told}")

    def _words(self, parameter: click.Parameter, path: tuple[str, ...]) -> list[str]:
        if isinstance(parameter, click.Argument):
            if path == ("restore",) or self.draw.random() < 0.1:
                return [f"./{odd_values.name(self.draw)[:60].replace('/', '')}"]
            return [self._named(path)]
        if self.draw.random() < 0.6 and not parameter.required:
            return []
        option = str(self.draw.choice(parameter.opts))
        if getattr(parameter, "is_flag", False):
            return [option]
        if isinstance(parameter.type, click.Choice) and self.draw.random() < 0.7:
            return [f"{option}={self.draw.choice(list(parameter.type.choices))}"]
        return [f"{option}={odd_values.name(self.draw)[:1000]}"]

    def _named(self, path: tuple[str, ...]) -> str:
        if path[0] in FOLDERS:
            return f"./out-{self.count}{self.draw.choice(('', '.gz', '.tar.gz'))}"
        if path[0] != "load":
            return self.draw.choice((*VALUES, odd_values.name(self.draw)[:60]))
        if self.draw.random() < 0.4:
            file = self.scratch / f"in-{self.count}.csv"
            file.write_bytes(odd_values.content(self.draw))
            return f"./{file.name}"
        home = self.scratch / f"in-{self.count}"
        for part in ("method", "Tool", ".", "versions/0123456789ab", "media"):
            (home / part).mkdir(parents=True, exist_ok=True)
            ending = self.draw.choice((".md", ".MD", ".markdown", ".json", ".jpg"))
            (home / part / f"a{ending}").write_bytes(odd_values.content(self.draw))
        return f"./{home.name}"


def every_command(
    group: click.Group, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield each command with the words that lead to it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        if isinstance(found, click.Group):
            yield from every_command(found, (*path, name))
        else:
            yield (*path, name), found


def resident_mb(server: Server) -> float:
    """Return how much memory all processes of the server hold."""
    total = 0.0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            stat = (process / "stat").read_text().rpartition(")")[2].split()
            if int(stat[2]) == server.group:
                pages = int((process / "statm").read_text().split()[1])
                total += pages * os.sysconf("SC_PAGE_SIZE") / 1e6
        except (OSError, ValueError):
            continue
    return total


def signed_in(server: Server, email: str) -> str:
    """Sign in, unless it was tried too often; return the cookies."""
    person = Person(server.address)
    person.post("/login", email=email, password=PASSWORD)
    return "; ".join(f"{one.name}={one.value}" for one in person.cookies)


def test_odd_things_from_everywhere_break_nothing(tmp_path: Path) -> None:
    folder, scratch = tmp_path / "instance", tmp_path / "scratch"
    scratch.mkdir()
    log = tmp_path / "server.log"
    rules = routes(tmp_path / "other")
    with Server(folder, log=log, trusted_proxies="1") as server:
        roles = ("contributor", "contributor", "contributor", "editor", "admin")
        people = [f"personne{n}@exemple.fr" for n in range(WRITERS)]
        for email, role in zip(people, roles, strict=True):
            add_account(folder, email, role)
        until = time.monotonic() + FUZZ_SECONDS
        everybody = [""] * READERS + people
        clients = [Client(server, n, email) for n, email in enumerate(everybody)]
        threads: list[Fuzzer | Commander]
        threads = [Fuzzer(client, rules, until) for client in clients]
        threads.append(Commander(folder, scratch, until))
        for thread in threads:
            thread.start()
        memory: list[float] = []
        while any(thread.is_alive() for thread in threads):
            memory.append(resident_mb(server))
            time.sleep(max(1.0, FUZZ_SECONDS / 200))
        checked = command(folder, "check")
    findings = [one for thread in threads for one in thread.findings]
    statuses = sum((client.statuses for client in clients), Counter[int]())
    lines = [json.loads(x) for x in log.read_text().splitlines() if x[:1] == "{"]
    slow = [x for x in lines if x.get("cpu_ms", 0) > LONGEST_CPU_MS]
    waited = max((x.get("ms", 0) for x in lines), default=0)
    early, late = memory[len(memory) // 3], max(memory[-3:])
    runs = sum(t.count for t in threads if isinstance(t, Commander))
    report = [
        f"{runs} commands",
        f"{sum(statuses.values())} answers {dict(statuses)}; longest {waited} ms",
        f"memory {early:.0f} MB after a third, {late:.0f} MB at the end",
        *findings,
        *(json.dumps(x) for x in lines if x.get("level") == "error"),
        *(json.dumps(x) for x in slow),
    ]
    print("", *report, sep="\n")  # noqa: T201  # the drill is run to be looked at
    assert not findings
    assert not slow
    assert statuses[200] > statuses[429], "the limits hid what was to be tried"
    assert checked.returncode == 0, checked.stderr
    assert late < early * 1.2 + 20, memory
