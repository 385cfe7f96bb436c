"""Reads a few lines of Turtle as a folder of schemas/ is read."""

from pathlib import Path

from commons.core.kinds.rdfio.namespaces import PREFIXES
from commons.core.kinds.rdfio.turtle_reader import Turtle, load_folder

HEAD = "".join(f"@prefix {key}: <{iri}> .\n" for key, iri in PREFIXES.items())
"""What a Turtle file of ours begins with."""

LINES_BEFORE = HEAD.count("\n")


def graph_of(folder: Path, text: str) -> Turtle:
    """Read a text, put into the file a.ttl of a folder, behind the prefixes."""
    (folder / "a.ttl").write_text(HEAD + text, encoding="utf-8")
    return load_folder(folder)
