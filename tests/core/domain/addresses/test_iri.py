"""Identifiers are opaque, addresses are made in one place, and slugs are readable."""

import unicodedata
from time import process_time

import pytest
from hypothesis import given, strategies as st

from commons.core.domain.addresses import iri

BASE = "https://ici.example"
SHEET = "0123456789ab"


def test_a_new_identifier_has_the_form_of_ours_and_is_never_the_same() -> None:
    made = {iri.new_id() for _ in range(200)}
    assert len(made) == 200
    assert all(iri.is_id(identifier) for identifier in made)


@pytest.mark.parametrize(
    "text",
    ["", "0123456789a", "0123456789abc", "0123456789aB", "ilou56789abc", f"{SHEET}\n"],
)
def test_what_is_no_identifier_is_told(text: str) -> None:
    assert not iri.is_id(text)


def test_a_name_gives_the_same_identifier_whoever_wrote_its_accents() -> None:
    name = "été/café.md"
    apart = unicodedata.normalize("NFD", name)
    assert iri.is_id(iri.id_from_name(name))
    assert iri.id_from_name(apart) == iri.id_from_name(name)
    assert iri.id_from_name("ete/cafe.md") != iri.id_from_name(name)
    assert iri.id_from_name("a") == "wye3ap42rbas"


def test_the_identifiers_that_accents_told_apart_are_known() -> None:
    apart = unicodedata.normalize("NFD", "été")
    (other,) = iri.other_ids_from_name("été")
    assert iri.other_ids_from_name(apart) == (other,)
    assert other != iri.id_from_name("été")
    assert iri.other_ids_from_name("ete") == ()


@pytest.mark.parametrize(
    ("made", "wanted"),
    [
        (iri.sheet_iri(SHEET, BASE), f"/sheets/{SHEET}"),
        (iri.page_address(SHEET, "titre", BASE), f"/sheets/{SHEET}/titre"),
        (iri.version_iri(SHEET, 3, BASE), f"/sheets/{SHEET}/v/3"),
        (iri.person_iri(SHEET, BASE), f"/people/{SHEET}"),
        (iri.territory_iri("commune:35238", BASE), "/territories/commune:35238"),
        (iri.media_iri("9f.jpg", BASE), "/media/9f.jpg"),
        (iri.stream_iri(BASE), "/feeds/ldes#stream"),
        (iri.feed_page(2, 5, BASE), "/feeds/ldes/2/5"),
        (iri.catalogue_iri(base=BASE), "/catalog"),
        (iri.catalogue_iri("dump", BASE), "/catalog#dump"),
    ],
)
def test_an_address_stands_under_its_base(made: str, wanted: str) -> None:
    assert made == BASE + wanted


def test_the_base_is_put_wherever_the_marker_stands() -> None:
    block = f"<{iri.sheet_iri(SHEET)}> <a> <{iri.person_iri(SHEET)}> .".encode()
    expanded = iri.expand_base(block, BASE).decode()
    assert expanded == (
        f"<{iri.sheet_iri(SHEET, BASE)}> <a> <{iri.person_iri(SHEET, BASE)}> ."
    )


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("L’atelier « cœur de bourg »", "l-atelier-coeur-de-bourg"),
        ("Été, ÆGIR & Straße", "ete-aegir-strasse"),
        ("日本", "fiche"),
        ("", "fiche"),
        ("?!", "fiche"),
        ("History", "history-fiche"),
        ("V", "v-fiche"),
        ("a" * 79 + " bc", "a" * 79),
    ],
)
def test_a_slug_is_readable_and_no_page_of_ours(title: str, slug: str) -> None:
    assert iri.slugify(title) == slug


@given(st.text(max_size=120))
def test_any_title_gives_a_slug_that_fits_an_address(title: str) -> None:
    slug = iri.slugify(title)
    assert slug
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug == slug.strip("-")


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("https://commun.example/sheets/0123456789ab/v/3", ("0123456789ab", 3)),
        ("http://x/wiki/sheets/0123456789ab/v/12?a=1#b", ("0123456789ab", 12)),
        ("https://x/sheets/0123456789ab/v/0", None),
        ("https://x/sheets/0123456789ab/v/3.ttl", None),
        ("https://x/sheets/0123456789ab/v/1234567890", None),
        ("https://x/sheets/0123456789ab", None),
        ("https://x/sheets/0123456789ABC/v/3", None),
        ("", None),
        ("https://x/?to=/sheets/0123456789ab/v/3", None),
        ("https://x/#/sheets/0123456789ab/v/3", None),
        ("/foo/sheets/0123456789ab/v/3", None),
        ("ftp://x/sheets/0123456789ab/v/3", None),
        ("/sheets/0123456789ab/v/3", ("0123456789ab", 3)),
    ],
)
def test_an_address_of_a_version_says_which(
    address: str, named: tuple[str, int] | None
) -> None:
    assert iri.version_of(address) == named


@pytest.mark.parametrize(
    ("address", "site", "sheet", "path"),
    [
        ("/sheets/0123456789ab", "", ("0123456789ab", None), "ours"),
        ("/sheets/0123456789ab/v/3", "", ("0123456789ab", 3), "ours"),
        ("/sheets/0123456789ab/v/3.ttl", "", ("0123456789ab", 3), ""),
        ("https://x/wiki/sheets/0123456789ab/v/3/print", "https://x/wiki", ("0123456789ab", 3), ""),
        ("https://x/%73heets/0123456789ab?a#b", "https://x", ("0123456789ab", None), ""),
        ("https://x/%77iki%20a/sheets/0123456789ab/v/3", "https://x/wiki%20a", ("0123456789ab", 3), ""),
        ("HTTPS://x:8000/sheets/0123456789ab.ttl", "HTTPS://x:8000", ("0123456789ab", None), ""),
        ("http://[::1]:80/sheets/0123456789ab", "http://[::1]:80", ("0123456789ab", None), ""),
        (" x.example/sheets/0123456789ab ", "https://x.example", ("0123456789ab", None), ""),
        ("https://x/?to=/sheets/0123456789ab/v/3", "", None, ""),
        ("https://x/#/sheets/0123456789ab/v/3", "", None, ""),
        ("https://x/?a#/sheets/0123456789ab/v/3", "", None, ""),
        ("https://x/to%3F/sheets/0123456789ab", "https://x/to%3F", ("0123456789ab", None), ""),
        ("https://x/go%2Fsheets%2F0123456789ab", "", None, ""),
        ("https://a@x/sheets/0123456789ab/v/3", "", None, ""),
        ("https://x\\@y/sheets/0123456789ab/v/3", "", None, ""),
        ("https:///sheets/0123456789ab/v/3", "", None, ""),
        ("//x/sheets/0123456789ab/v/3", "", None, ""),
        ("ftp://x/sheets/0123456789ab/v/3", "", None, ""),
        ("ftp:x/sheets/0123456789ab/v/3", "", None, ""),
        ("mailto:a@x/sheets/0123456789ab", "", None, ""),
        ("/foo/sheets/0123456789ab/v/3", "", None, ""),
        ("/?to=/sheets/0123456789ab/v/3", "", None, ""),
        ("voir /sheets/0123456789ab/v/3", "", None, ""),
        ("/sheets/0123456789ab/v/1234567890", "", ("0123456789ab", None), ""),
        ("/sheets/0123456789abc", "", None, ""),
        ("https://x/people/0123456789ab", "", None, ""),
    ],
)  # fmt: skip
def test_an_address_says_its_site_its_sheet_and_whether_it_is_a_path_of_ours(
    address: str, site: str, sheet: tuple[str, int | None] | None, path: str
) -> None:
    assert iri.sheet_named(address) == sheet
    assert iri.site_named(address) == site
    assert iri.path_named(address) == (sheet if path else None)


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("Voir /sheets/0123456789ab/a ici", ("0123456789ab", None)),
        ("https%3A%2F%2Fx%2Fsheets%2F0123456789ab%2Fv%2F1", ("0123456789ab", 1)),
        ("x.example/sheets/0123456789ab", ("0123456789ab", None)),
        ("https://x/?to=/sheets/0123456789ab", None),
        ("un moulin", None),
    ],
)
def test_what_is_typed_mentions_a_sheet(
    typed: str, named: tuple[str, int | None] | None
) -> None:
    assert iri.sheet_mentioned(typed) == named


def test_a_long_address_is_read_at_once() -> None:
    for part in ("/sheets/", "a%73", "/", "sheets/0123456789a"):
        begun = process_time()
        assert iri.sheet_named("https://x/" + part * 100_000) is None
        assert process_time() - begun < 1
