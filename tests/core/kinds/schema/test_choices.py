"""Lists of choices and licences are read whole, or refused with file and line."""

from pathlib import Path

import pytest

from commons.core.domain.schema.licence import RemixVerdict
from commons.core.kinds.rdfio.namespaces import full_iri
from commons.core.kinds.schema.choices import (
    read_groups,
    read_labels,
    read_licences,
    read_schemes,
)
from commons.errors import SchemaError
from tests.core.kinds.turtles import graph_of

SCHEME = """
choice:mode a skos:ConceptScheme ; skos:prefLabel "Mode"@fr, "Mode"@en ;
  sh:in ( kc:far kc:near ) .
"""
NEAR = """
kc:near a skos:Concept ; skos:notation "near" ; kc:emits dct:creator ;
  skos:prefLabel "Près"@fr, "Near"@en ; skos:definition "À pied."@fr .
"""
FAR = """
kc:far a skos:Concept ; skos:notation "far" ; kc:includes kc:near ;
  skos:prefLabel "Loin"@fr, "Far"@en .
"""
FREE = """
kc:free a dct:LicenseDocument ; skos:notation "FREE" ; kc:short "Libre" ;
  skos:prefLabel "Libre"@fr, "Free"@en ; kc:publishable true ; kc:offered true ;
  kc:adaptation [ kc:into kc:free ; kc:verdict kc:allowed ;
    kc:clause "Article 1"@fr, "Section 1"@en ] .
"""


def test_choices_come_in_the_order_of_their_list(tmp_path: Path) -> None:
    (scheme,) = read_schemes(graph_of(tmp_path, SCHEME + NEAR + FAR)).values()
    assert (scheme.key, scheme.iri) == ("mode", full_iri("choice:mode"))
    assert scheme.label == {"fr": "Mode", "en": "Mode"}
    assert list(scheme.concepts) == ["far", "near"]
    assert scheme.concepts["far"].includes == ("near",)
    assert scheme.concepts["near"].emits == (full_iri("dct:creator"),)
    assert scheme.concepts["near"].help == {"fr": "À pied."}
    assert scheme.concepts["near"].iri == full_iri("kc:near")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (SCHEME + FAR, "kc:near: not defined: no skos:notation"),
        (SCHEME + NEAR + FAR.replace('"far"', '"near"'), "the key near is taken"),
        (
            SCHEME + NEAR + FAR.replace("includes kc:near", "includes kc:else"),
            "kc:else: includes what is not in the list",
        ),
        (
            SCHEME.replace("( kc:far kc:near )", "()") + NEAR + FAR,
            r"choice:mode: no choice in sh:in",
        ),
        (
            SCHEME + NEAR.replace(', "Near"@en', "") + FAR,
            r"needs skos:prefLabel in en",
        ),
    ],
)
def test_a_list_that_is_not_whole_is_refused(
    tmp_path: Path, text: str, message: str
) -> None:
    graph = graph_of(tmp_path, text)
    with pytest.raises(SchemaError, match=rf"^a\.ttl:\d+: .*{message}"):
        read_schemes(graph)


def test_a_label_is_there_in_both_languages(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, SCHEME)
    scheme = full_iri("choice:mode")
    assert read_labels(graph, scheme, "skos:prefLabel") == {"fr": "Mode", "en": "Mode"}
    with pytest.raises(SchemaError, match="needs sh:name in fr"):
        read_labels(graph, scheme, "sh:name")


def test_a_licence_says_what_becomes_of_it(tmp_path: Path) -> None:
    source = FREE.replace("kc:free a", "kc:old a").replace('"FREE"', '"OLD"')
    source = source.replace("publishable true", "publishable false")
    source = source.replace("kc:allowed", "kc:withNotice")
    found = read_licences(graph_of(tmp_path, FREE + source))
    assert found["FREE"].publishable
    assert found["FREE"].offered
    assert found["FREE"].short == "Libre"
    assert found["FREE"].into == {"FREE": RemixVerdict.ALLOWED}
    assert not found["OLD"].publishable
    assert found["OLD"].into == {"FREE": RemixVerdict.WITH_NOTICE}


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("kc:into kc:free ;", "", "no verdict for"),
        ("kc:into kc:free ;", "kc:into kc:free, kc:other ;", "a verdict too many"),
        (', "Section 1"@en', "", "needs kc:clause in en"),
    ],
)
def test_silence_about_a_licence_is_refused(
    tmp_path: Path, before: str, after: str, message: str
) -> None:
    graph = graph_of(tmp_path, FREE.replace(before, after))
    with pytest.raises(SchemaError, match=message):
        read_licences(graph)


def test_groups_come_in_their_order(tmp_path: Path) -> None:
    label = 'rdfs:label "A"@fr, "A"@en'
    found = read_groups(
        graph_of(
            tmp_path,
            f"group:last a sh:PropertyGroup ; {label} ; sh:order 2 .\n"
            f"group:first a sh:PropertyGroup ; {label} ; sh:order 1.5 .\n"
            f"group:none a sh:PropertyGroup ; {label} .\n",
        )
    )
    assert [(group.key, group.order) for group in found.values()] == [
        ("none", 0),
        ("first", 1.5),
        ("last", 2),
    ]


def test_a_choice_may_have_a_pictogram_and_a_hue_that_covers_know(
    tmp_path: Path,
) -> None:
    near = NEAR.replace('"near" ;', '"near" ; kc:pictogram "users" ; kc:hue "teal" ;')
    (scheme,) = read_schemes(graph_of(tmp_path, SCHEME + near + FAR)).values()
    found = scheme.concepts["near"]
    assert (found.pictogram, found.hue) == ("users", "teal")
    assert (scheme.concepts["far"].pictogram, scheme.concepts["far"].hue) == ("", "")
    mauve = near.replace("teal", "mauve")
    with pytest.raises(SchemaError, match="kc:hue mauve is none of green"):
        read_schemes(graph_of(tmp_path, SCHEME + mauve + FAR))
