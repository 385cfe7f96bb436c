"""Reads the themes of the files, and writes their file anew as editors changed them."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import TypeAlias

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from commons.core.domain.schema.theme import Theme, ThemeTree, arrange_themes
from commons.core.kinds.rdfio.namespaces import PREFIXES, full_iri
from commons.core.kinds.rdfio.turtle_reader import load_texts
from commons.errors import SchemaError

THEMES_FILE = "themes.ttl"
"""The file of schemas/ that holds all themes."""
STEP = 1000.0
"""How far apart the themes of the files stand, so that others fit between."""
_SCHEME = PREFIXES["choice"] + "themes"
_PREFIX = PREFIXES["theme"]
_OURS = frozenset(
    full_iri(name)
    for name in (
        *("rdf:type", "skos:notation", "skos:prefLabel", "skos:hiddenLabel"),
        *("skos:definition", "kc:includes", "kc:hue", "skos:broader"),
        *("owl:deprecated", "dct:isReplacedBy", "skos:exactMatch"),
    )
)
"""What is written of a theme anew; what else the files say of one stays."""
_TRUE = Literal(value=True)

_Statements: TypeAlias = list[tuple[str, NamedNode | Literal]]


def read_themes(text: str) -> dict[str, Theme]:
    """Return the themes of the Turtle of a file, by key. Raises SchemaError."""
    graph = load_texts({THEMES_FILE: text})
    found: dict[str, Theme] = {}
    for place, iri in enumerate(graph.listed(_SCHEME, "sh:in")):
        key = graph.text(iri, "skos:notation")
        broader = graph.text(iri, "skos:broader")
        found[key] = Theme(
            key=key,
            label=graph.words(iri, "skos:prefLabel"),
            help=graph.words(iri, "skos:definition"),
            parent=graph.text(broader, "skos:notation") if broader else "",
            position=place * STEP,
            retired=graph.flag(iri, "owl:deprecated"),
            hue=graph.text(iri, "kc:hue"),
            former=tuple(
                term.value
                for term in graph.all(iri, "skos:hiddenLabel")
                if isinstance(term, Literal)
            ),
        )
    return found


def edit_themes(text: str, edits: Iterable[Theme]) -> str:
    """Return the Turtle of the themes of a file, with some in place of their namesakes.

    Raises SchemaError.
    """
    themes = read_themes(text) | {theme.key: theme for theme in edits}
    try:
        triples = [quad.triple for quad in parse(text, RdfFormat.TURTLE)]
    except (SyntaxError, ValueError) as error:
        raise SchemaError(f"{THEMES_FILE}: {error}") from error
    tree = arrange_themes(themes.values())
    lists = NamedNode(full_iri("sh:in"))
    kept = [
        one
        for one in triples
        if isinstance(one.subject, NamedNode)
        and one.predicate != lists
        and not _is_ours(one, themes)
    ]
    written = [
        Triple(NamedNode(_PREFIX + key), NamedNode(full_iri(name)), value)
        for key, theme in themes.items()
        for name, value in _told(theme, tree)
    ]
    listing = _listing([one.key for one in tree.standing])
    turtle = serialize(
        [*kept, *written, *listing], format=RdfFormat.TURTLE, prefixes=PREFIXES
    )
    return turtle.decode() if turtle else ""


def _is_ours(one: Triple, themes: Mapping[str, Theme]) -> bool:
    """Return whether a statement is one that is written anew."""
    subject = one.subject
    return (
        isinstance(subject, NamedNode)
        and subject.value.startswith(_PREFIX)
        and subject.value.removeprefix(_PREFIX) in themes
        and one.predicate.value in _OURS
    )


def _told(theme: Theme, tree: ThemeTree) -> _Statements:
    """Return what a theme says in SKOS."""
    told: _Statements = [
        ("rdf:type", NamedNode(full_iri("skos:Concept"))),
        ("skos:notation", Literal(theme.key)),
    ]
    for name, words in (
        ("skos:prefLabel", theme.label),
        ("skos:definition", theme.help),
    ):
        told += [(name, Literal(said, language=tag)) for tag, said in words.items()]
    told += [("skos:hiddenLabel", Literal(name)) for name in theme.former]
    if theme.hue:
        told.append(("kc:hue", Literal(theme.hue)))
    above = tree.above(theme.key)
    told += [("skos:broader", _node(key)) for key in above[:1]]
    told += [("kc:includes", _node(key)) for key in above]
    if into := tree.replaced.get(theme.key):
        told += [("dct:isReplacedBy", _node(into)), ("skos:exactMatch", _node(into))]
    if into or theme.retired or theme.replaced_by:
        told.append(("owl:deprecated", _TRUE))
    return told


def _node(key: str) -> NamedNode:
    return NamedNode(_PREFIX + key)


def _listing(keys: list[str]) -> list[Triple]:
    """Return the list of the themes that stand, in their order."""
    first, rest = (NamedNode(full_iri(f"rdf:{name}")) for name in ("first", "rest"))
    ends: list[NamedNode | BlankNode] = [
        *(BlankNode(f"c{number}") for number in range(len(keys))),
        NamedNode(full_iri("rdf:nil")),
    ]
    told = [Triple(NamedNode(_SCHEME), NamedNode(full_iri("sh:in")), ends[0])]
    for key, (cell, after) in zip(keys, pairwise(ends), strict=True):
        told += [Triple(cell, first, _node(key)), Triple(cell, rest, after)]
    return told
