"""Bibliography software finds who wrote a sheet, when, and under which licence."""

import json
import re
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from commons.core.domain.sheet import Revision
from commons.feeds.citation.formats import CITATIONS
from commons.wiring.components import Components
from tests.conftest import BASE
from tests.feeds.conftest import Desk
from tests.people.visitor import said_by

BY_SA = "https://creativecommons.org/licenses/by-sa/4.0/"
AUTHORS = [
    "Anne-Marie de La Tour d’Auvergne",
    "Ludwig van der Meer",
    "Collectif « Terre & Mer » and friends",
    "Ville de Brest, service culture",
    "Σοφία 山田",
]
ROWS = [
    *({"name": name} for name in AUTHORS),
    {"name": "Alix", "role": "assisted_writing"},
]
BY = {"author": "Camille", "licence": "CC-BY-SA-4.0"}
HARD = r"50 % de $ & #1_a ~ ^ \cmd{x} } { <b>l’été</b>"


class _Tags(HTMLParser):
    """Keeps the names and contents of the meta tags of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        name = told.get("name") or told.get("property")
        if tag == "meta" and name:
            self.found.setdefault(name, []).append(told.get("content") or "")


@pytest.fixture
def desk(parts: Components) -> Desk:
    return Desk(parts)


@pytest.fixture
def head(desk: Desk) -> Revision:
    """Publish a sheet twice, with all that is hard to write down."""
    first = desk.put_one(title="Avant", authors=ROWS)
    return desk.change(
        first,
        title=HARD,
        summary="Pétrir à plusieurs.\nEt manger.",
        authors=ROWS,
        keywords=["levain", "fête"],
    )


def tags(client: FlaskClient, head: Revision, end: str = "") -> dict[str, list[str]]:
    """Give the meta tags of a page, by name."""
    address = (
        f"/sheets/{head.sheet}{end}" if end else f"/sheets/{head.sheet}/{head.slug}"
    )
    parser = _Tags()
    parser.feed(
        client.get(address, headers={"Accept": "text/html"}).get_data(as_text=True)
    )
    return parser.found


def told(client: FlaskClient, head: Revision, suffix: str, version: str = "") -> str:
    """Give a citation, the same by suffix and by Accept."""
    address, row = f"/sheets/{head.sheet}{version}", CITATIONS[suffix]
    answer = client.get(f"{address}.{suffix}")
    assert (answer.status_code, answer.mimetype) == (200, row.media_type)
    name = f"{head.slug}-v"
    assert f"attachment; filename={name}" in answer.headers["Content-Disposition"]
    chosen = client.get(address, headers={"Accept": row.media_type})
    assert chosen.data == answer.data
    known = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(f"{address}.{suffix}", headers=known).status_code == 304
    return answer.get_data(as_text=True)


def test_zotero_finds_author_date_and_rights_in_the_head(
    client: FlaskClient, head: Revision
) -> None:
    found = tags(client, head)
    day = head.instant.date()
    assert found["citation_author"] == AUTHORS
    assert found["citation_title"] == [HARD]
    assert found["citation_publication_date"] == [f"{day:%Y/%m/%d}"]
    assert found["citation_language"] == ["fr"]
    assert found["citation_public_url"] == [f"{BASE}/sheets/{head.sheet}"]
    assert found["citation_keywords"] == ["levain", "fête"]
    assert found["DC.creator"] == AUTHORS
    assert found["DC.contributor"] == ["Alix"]
    assert found["DC.rights"] == [BY_SA]
    assert found["DC.date"] == [day.isoformat()]
    assert found["og:title"] == [HARD]
    assert found["og:image"] == [f"{BASE}/sheets/{head.sheet}/cover.png"]
    old = tags(client, head, "/v/1")
    assert old["citation_title"] == ["Avant"]
    assert old["citation_public_url"] == [f"{BASE}/sheets/{head.sheet}/v/1"]


def test_a_page_that_is_shared_shows_the_sheets_first_image(
    client: FlaskClient, desk: Desk
) -> None:
    name = f"{'a' * 64}.jpg"
    row = {"file": name, "width": 800, "height": 600, "alt": "Un banc", **BY}
    found = tags(client, desk.put_one(images=[row], authors=ROWS))
    assert found["og:image"] == [f"{BASE}/media/{name}"]
    assert found["og:image:alt"] == ["Un banc"]
    assert (found["og:image:width"], found["og:image:height"]) == (["800"], ["600"])


def test_csl_json_says_all_as_it_stands(client: FlaskClient, head: Revision) -> None:
    (item,) = json.loads(told(client, head, "csl.json"))
    assert [one["literal"] for one in item["author"]] == AUTHORS
    assert [one["literal"] for one in item["contributor"]] == ["Alix"]
    assert item["title"] == HARD
    assert item["URL"] == f"{BASE}/sheets/{head.sheet}"
    day = head.instant.date()
    assert item["issued"] == {"date-parts": [[day.year, day.month, day.day]]}
    assert item["language"] == "fr"
    assert item["version"] == "2"
    assert item["abstract"] == "Pétrir à plusieurs. Et manger."
    assert BY_SA in item["note"]
    (old,) = json.loads(told(client, head, "csl.json", "/v/2"))
    assert old["URL"].endswith("/v/2")
    assert old["id"] != item["id"]


def test_ris_is_lines_of_known_tags(client: FlaskClient, head: Revision) -> None:
    lines = told(client, head, "ris").split("\r\n")
    assert lines.pop() == ""
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines)
    assert lines[0] == "TY  - ELEC"
    assert lines[-1] == "ER  - "
    pairs = [(line[:2], line[6:]) for line in lines]
    assert [text for tag, text in pairs if tag == "AU"] == AUTHORS
    assert [text for tag, text in pairs if tag == "KW"] == ["levain", "fête"]
    single = dict(pairs)
    assert single["TI"] == HARD
    assert single["PY"] == str(head.instant.year)
    assert single["UR"] == f"{BASE}/sheets/{head.sheet}"
    assert BY_SA in single["N1"]


def plain(text: str) -> str:
    """Give what LaTeX prints of a field."""
    for order, sign in (
        (r"\textbraceleft{}", "\0"),
        (r"\textbraceright{}", "\1"),
        (r"\textasciitilde{}", "~"),
        (r"\textasciicircum{}", "^"),
        (r"\textbackslash{}", "\2"),
    ):
        text = text.replace(order, sign)
    text = re.sub(r"\\([$&#%_])", r"\1", text).replace("{", "").replace("}", "")
    return text.replace("\0", "{").replace("\1", "}").replace("\2", "\\")


def depth_ends(text: str) -> bool:
    """Say whether braces, escaped or not, open before they close and all close."""
    depth = 0
    for sign in text:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0


def test_bibtex_keeps_names_whole_and_gives_latex_no_orders(
    client: FlaskClient, head: Revision
) -> None:
    entry = told(client, head, "bib")
    assert depth_ends(entry)
    assert re.match(r"@misc\{[a-z0-9-]+,\n", entry)
    fields = dict(re.findall(r"^  (\w+) = (.*),$", entry, re.MULTILINE))
    inner = fields["author"].removeprefix("{").removesuffix("}")
    names = re.split(r"(?<=\}) and (?=\{)", inner)
    assert [plain(name) for name in names] == AUTHORS
    assert plain(fields["title"]) == HARD
    assert not re.search(r"(?<!\\)[$&#%_~^]", fields["title"])
    assert fields["url"] == f"{{{BASE}/sheets/{head.sheet}}}"
    assert fields["year"] == f"{{{head.instant.year}}}"
    assert BY_SA in fields["copyright"]


def test_the_page_gives_the_line_to_copy_and_the_files(
    client: FlaskClient, head: Revision
) -> None:
    page = client.get(f"/sheets/{head.sheet}/{head.slug}")
    words = said_by(page)
    assert "Citer dans une bibliographie" in words
    assert f"{', '.join(AUTHORS)} ({head.instant.year})" in words
    assert f"{BASE}/sheets/{head.sheet}/v/2 (CC BY-SA 4.0)" in words
    for suffix in CITATIONS:
        assert f'href="/sheets/{head.sheet}/v/2.{suffix}"' in page.get_data(
            as_text=True
        )


def test_a_sheet_without_summary_or_keywords_is_cited_too(
    client: FlaskClient, desk: Desk
) -> None:
    bare = desk.put_one(authors=[{"name": "山田"}], title="{", language="ja")
    assert depth_ends(told(client, bare, "bib"))
    assert "AB  - " not in told(client, bare, "ris")
    (item,) = json.loads(told(client, bare, "csl.json"))
    assert (item["author"], item["language"]) == ([{"literal": "山田"}], "ja")
    desk.delete(bare)
    gone = client.get(f"/sheets/{bare.sheet}.bib")
    assert gone.status_code == 410
    assert client.get(f"/sheets/{bare.sheet}/v/1.bib").status_code == 410
