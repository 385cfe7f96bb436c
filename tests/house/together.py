"""What threads of one process share, used by all at once from its first breath.

`python -m tests.house.together FOLDER THREADS` writes, for each row of `shared`, what
each call answered to each thread, as JSON. It is run as a process of its own: what
is made at the first use, or kept from it, is then made while others use it.
"""

import json
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from io import BytesIO
from itertools import cycle, product
from pathlib import Path
from typing import TypeAlias

from markdown_it import MarkdownIt
from PIL import Image

from commons.adapters.media.image_headers import read_image_header
from commons.adapters.store.log import revisions
from commons.app import create_app
from commons.core.domain.schema.kind import Field
from commons.core.kinds.csv import headings
from commons.core.kinds.places import hierarchy
from commons.core.kinds.types import language
from commons.core.kinds.values import scalars
from commons.core.text.compare import (
    html_diff,
    three_way_merge,
    word_diff,
)
from commons.core.text.files import csv_file, front_matter
from commons.core.text.french import analysis
from commons.core.text.french.morphology import stemming
from commons.core.text.markdown import links, rendering
from commons.core.text.markdown.engine import compile_engine
from commons.services.people import accounts
from commons.services.search import facets
from commons.wiring.components import Components
from tests.conftest import instance

Call: TypeAlias = Callable[[], object]
"""What must answer the same whoever else calls."""

SWITCH_SECONDS = 1e-5
"""How long a thread may go on before another has its turn: races show sooner."""

TEXT = """# L’accueil des collectivités

Un **mot** et *un autre*, ~~barré~~, [[fiche|le jardin]], <https://a.org/é%20b>,
[un site](https://b.org/x?a[b]=é), https://c.org/y&amp; et une note[^1].

- [ ] prévenir les acteur·ice·s
- [x] réserver, `code`

> cité

| quoi | qui |
|---|:-:|
| la salle | Anne |

[^1]: la note ![image](https://d.org/e.png)
"""


def words() -> Iterator[str]:
    """Give some thousand words, made of beginnings and endings."""
    parts = (
        ("collectiv", "organis", "connex", "particip", "habit", "communic", "nation"),
        ("a", "e", "i", "ab", "at", "el", "in", "ment"),
        ("ites", "ation", "ions", "ive", "euse", "aux", "ement", "able", "trices"),
    )
    return map("".join, product(*parts))


def texts() -> Sequence[Call]:
    """Give calls of the room of texts."""
    resolve = partial(str.format, "/{}")
    older = TEXT.replace("mot", "terme").replace("salle", "grande salle")
    said = html_diff.Labels(
        added="+",
        removed="-",
        moved_here=">",
        moved_away="<",
        image_added="i",
        image_removed="j",
    )
    return [
        partial(rendering.render_markdown, TEXT, link=resolve),
        partial(rendering.render_line, "Un **mot**, [a](b c) <http://é>", link=resolve),
        partial(rendering.plain_words, TEXT),
        partial(links.find_links, TEXT),
        partial(links.save_links, TEXT, lambda _: "0123456789ab"),
        partial(word_diff.diff_words, older, TEXT),
        partial(three_way_merge.merge_texts, "a\n\nb", "a\n\nc", "d\n\nb"),
        partial(
            html_diff.mark_html_changes,
            "<p>Un mot <em>dit</em></p>",
            "<p>Un <em>dit</em></p>",
            said,
        ),
        partial(front_matter.read_front_matter, "---\ntitle: a\n---\nb"),
        partial(csv_file.read_csv, b"a;b\n1;2\n"),
    ]


def kinds(parts: Components) -> Sequence[Call]:
    """Give calls of the room of kinds, and of what is read once from its files."""
    schema, known = parts.schema, parts.places
    kind = schema.kinds["method"]
    found = headings.column_targets(schema, kind.key)
    named = {field.key: field for field in kind.fields}

    def read(field: Field, text: str) -> Call:
        return partial(scalars.read_scalar, schema, field, text)

    return [
        partial(headings.column_targets, schema, kind.key),
        partial(headings.guess_targets, found, ["Titre", "Licence", "Étape 2 – titre"]),
        *(
            read(field, text)
            for field in named.values()
            for text in ("CC BY-SA 4.0", "culture", "1 h 30", "oui", "français", "12")
            if not field.columns
        ),
        *(partial(known.complete, text, 5) for text in ("Saint", "Ren", "Brets")),
        *(partial(known.named, text) for text in ("Rennes", "Vittel (88)")),
        *(partial(hierarchy.codes_around, known, code) for code in ("commune:35238",)),
        lambda: [*facets.list_facets(schema, known)],
        language._tags,  # noqa: SLF001  # made at its first use
    ]


def pages(parts: Components) -> Sequence[Call]:
    """Give a reader's requests, each from the first to the last word."""
    app = create_app(parts)
    with parts.store.read() as work:
        heads = revisions.latest_heads(work, limit=3)
    fiche = f"/sheets/{heads[0].sheet}"
    asked = ["collectivites", "connexions", "habitantes", "jardn", "acteur·ice·s", ""]
    addresses = [
        *(f"/search?q={word}" for word in asked),
        *(f"/search.json?q={word}" for word in asked[::2]),
        *("/", "/changes", "/developers", "/dumps/", "/themes", "/oai"),
        *(f"/sheets/{head.sheet}/{head.slug}" for head in heads),
        *(f"{fiche}/v/1.{suffix}" for suffix in ("ttl", "jsonld", "rdf", "md")),
        *(f"{fiche}.{suffix}" for suffix in ("nt", "trig", "json")),
        *(f"{fiche}/history", f"{fiche}/contributions", f"{fiche}/timemap"),
        *("/feeds/atom", "/feeds/ldes", "/catalog.ttl", "/sitemap.xml", "/ns"),
        *("/context.jsonld", "/shapes/method", "/territories/commune:35238"),
        "/oai?verb=ListRecords&metadataPrefix=oai_dc",
    ]

    def ask(address: str, language: str) -> object:
        answer = app.test_client().get(
            address, headers={"Accept-Language": language}, follow_redirects=True
        )
        page = answer.get_data(as_text=True)
        return answer.status_code, page.partition("<responseDate>")[0]

    languages = cycle(("fr", "en"))
    return [partial(ask, address, next(languages)) for address in addresses]


def pictures() -> Sequence[Call]:
    """Give calls that read pictures."""
    into = BytesIO()
    Image.new("RGB", (60, 40)).save(into, "JPEG")
    return [lambda: read_image_header(BytesIO(into.getvalue()))]


def passwords() -> Sequence[Call]:
    """Give calls that hash and check passwords."""
    hashed = accounts._HASHER.hash("lampe forêt tasse violon")  # noqa: SLF001  # the one that all share
    return [partial(accounts._HASHER.verify, hashed, "lampe forêt tasse violon")]  # noqa: SLF001


def first_uses() -> Sequence[Call]:
    """Give calls each of which is the first use of an engine of Markdown."""
    makers = (rendering._page, rendering._line)  # noqa: SLF001  # as the module makes them
    engines = [compile_engine(make()) for make in makers * 20]
    env = {"link": str, "shift": 1, "prefix": "s", "docId": "s"}

    def render(engine: MarkdownIt) -> object:
        return engine.render(TEXT, dict(env))

    return [partial(render, engine) for engine in engines]


def shared(parts: Components) -> Mapping[str, Sequence[Call]]:
    """Give the calls over each thing that threads share."""
    several = [*words()]
    return {
        "kinds": kinds(parts),
        "texts": texts(),
        "engines": first_uses(),
        "stems": [partial(stemming.stem_word, word) for word in several],
        "analysis": [partial(analysis.analyse_text, word) for word in several[::3]],
        "pictures": pictures(),
        "passwords": passwords(),
        "pages": pages(parts),
    }


IN_STEP = frozenset({"kinds", "texts", "engines"})
"""What all the threads ask for the first time at the same moment, call by call."""


def answered(calls: Sequence[Call], threads: int, *, in_step: bool) -> list[list[str]]:
    """Give, for each call, the different answers that so many threads had.

    All begin at once; then they go in step, or each its own way.
    """
    ready = threading.Barrier(threads)
    heard: list[dict[str, None]] = [{} for _ in calls]

    def use(number: int) -> None:
        turn = 0 if in_step else number * len(calls) // threads
        for place in [*range(turn, len(calls)), *range(turn)]:
            if in_step or place == turn:
                ready.wait()
            try:
                told = repr(calls[place]())
            except Exception as error:  # noqa: BLE001  # it is an answer, too
                told = f"raised {error!r}"
            heard[place].setdefault(told)

    users = [threading.Thread(target=use, args=[number]) for number in range(threads)]
    for user in users:
        user.start()
    for user in users:
        user.join()
    return [list(told) for told in heard]


def answer_all(folder: Path, threads: int) -> dict[str, list[list[str]]]:
    """Give what so many threads were answered, for each row of `shared`."""
    with instance(folder) as parts:
        return {
            name: answered(calls, threads, in_step=name in IN_STEP)
            for name, calls in shared(parts).items()
        }


if __name__ == "__main__":
    sys.setswitchinterval(SWITCH_SECONDS)
    sys.stdout.write(json.dumps(answer_all(Path(sys.argv[1]), int(sys.argv[2]))))
