"""A commons and its dumps open as rdflib datasets that answer SPARQL."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import DCTERMS, Dataset, URIRef
from rdflib.exceptions import ParserError

from commons.core.domain.addresses import iri
from commons.errors import StorageError
from commons.feeds.catalogue.dumps import write_dump
from commons.feeds.catalogue.rdflib_dataset import open_commons, open_dump
from commons.wiring.components import Components
from tests.conftest import BASE, settings_in
from tests.feeds.conftest import Desk
from tests.servers.server import environment

pytestmark = pytest.mark.judged

README = Path(__file__).parents[3] / "README.md"
TITLES = """
SELECT ?title ?name WHERE {
  ?version dct:isVersionOf ?sheet ; prov:wasAttributedTo ?person .
  ?sheet dct:title ?title . ?person foaf:name ?name
} ORDER BY ?title
"""


def titles(dataset: Dataset) -> list[tuple[str, str]]:
    return [(str(row[0]), str(row[1])) for row in dataset.query(TITLES)]  # type: ignore[index]  # a SELECT gives rows


@pytest.fixture
def commons(parts: Components) -> Components:
    desk = Desk(parts)
    first = desk.put_one(title="Ancien titre")
    desk.put_one(title="Boîte à idées")
    desk.delete(desk.put_one(title="En double"))
    desk.change(first, title="Atelier")
    return parts


def test_a_commons_and_its_dump_answer_the_same(
    commons: Components, tmp_path: Path
) -> None:
    opened = open_commons(commons.settings)
    assert titles(opened) == [("Atelier", "Camille"), ("Boîte à idées", "Camille")]
    for name in ("current.nq", "current.nq.gz"):
        write_dump(commons.store, tmp_path / name, BASE, current=True)
        assert set(open_dump(tmp_path / name)) == set(opened)


def test_the_history_has_each_version_in_its_graph(
    commons: Components, tmp_path: Path
) -> None:
    opened = open_commons(commons.settings, history=True)
    told = {title for title, _ in titles(opened)}
    assert told == {"Ancien titre", "Atelier", "Boîte à idées", "En double"}
    write_dump(commons.store, tmp_path / "all.nq.gz", BASE)
    assert set(open_dump(tmp_path / "all.nq.gz")) == set(opened)
    head = next(iter(opened.query("SELECT ?s WHERE { ?s dct:title 'Atelier'@fr }")))
    sheet = str(head[0]).rpartition("/")[2]  # type: ignore[index]  # a SELECT gives rows
    for number, title in ((1, "Ancien titre"), (2, "Atelier")):
        graph = opened.graph(URIRef(iri.version_iri(sheet, number, BASE)))
        texts = [str(text) for text in graph.objects(None, DCTERMS.title)]
        assert texts == [title]


def test_what_is_neither_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="ne contient pas de commun"):
        open_commons(settings_in(tmp_path / "none"))
    assert list(tmp_path.iterdir()) == []
    other = tmp_path / "other.nq"
    other.write_text("no quads at all\n")
    with pytest.raises(ParserError):
        open_dump(other)


def test_a_folder_is_read_and_not_changed(commons: Components) -> None:
    folder = commons.settings.data_dir
    before = {p: p.stat().st_mtime_ns for p in folder.rglob("*") if "-" not in p.name}
    open_commons(commons.settings)
    after = {p: p.stat().st_mtime_ns for p in folder.rglob("*") if "-" not in p.name}
    assert after == before


def test_the_example_of_the_readme_runs(commons: Components) -> None:
    (example,) = re.findall(
        r"```python\n(.*?open_commons.*?)```", README.read_text("utf-8"), re.DOTALL
    )
    done = subprocess.run(
        [sys.executable, "-c", example],
        env=environment(commons.settings.data_dir),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "Atelier\nBoîte à idées\n"
