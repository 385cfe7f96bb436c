"""What every search back end keeps: the contract of commons.adapters.search.port."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from commons.adapters.search.port import (
    BEHIND,
    PLACED,
    TRIALS,
    YES,
    Deletion,
    Group,
    Order,
)
from tests.adapters.search.makers import a_document, ask, filled, ids

QUICK = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def test_an_empty_index_finds_nothing_and_says_one_page(index):
    found = ask(index, "jardin")
    assert (found.total, found.hits, found.page, found.pages) == (0, (), 1, 1)
    assert index.mark() == 0


def test_the_mark_comes_with_the_documents(index):
    index.apply([a_document("a")], 7)
    assert index.mark() == 7
    index.apply([], 9)
    assert index.mark() == 9
    assert ids(ask(index)) == ["a"]


def test_each_commit_has_a_version_of_its_own(index):
    versions = [index.version()]
    for _ in range(2):
        index.apply([a_document("a")], 7)
        versions.append(index.version())
    index.clear()
    versions.append(index.version())
    assert len(set(versions)) == 4
    assert index.version() == versions[-1]


def test_the_last_change_of_an_identifier_holds(index):
    index.apply(
        [a_document("a", title="Vieux"), a_document("a", title="Neuf"), Deletion("b")],
        1,
    )
    assert ids(ask(index, "neuf")) == ["a"]
    assert ask(index, "vieux").total == 0
    index.apply([Deletion("a"), a_document("b", title="Autre")], 2)
    assert ids(ask(index)) == ["b"]


def test_a_document_that_changes_is_found_by_its_new_words_alone(index):
    filled(index, a_document("a", title="Compost"))
    filled(index, a_document("a", title="Jardin", sequence=2))
    assert ask(index, "compost").total == 0
    assert ids(ask(index, "jardin")) == ["a"]
    assert ask(index).facets["kind"] == (("method", 1),)


def test_clearing_forgets_everything(index):
    filled(index, a_document("a", sequence=5))
    index.clear()
    assert (index.mark(), ask(index).total, dict(ask(index).facets)) == (0, 0, {})
    filled(index, a_document("b", sequence=2))
    assert (index.mark(), ids(ask(index))) == (2, ["b"])


def test_no_words_list_all_the_youngest_first(index):
    filled(index, *(a_document(name, sequence=n) for n, name in enumerate("bdac")))
    for blank in ("", "   ", "?!…"):
        assert ids(ask(index, blank)) == ["c", "a", "d", "b"]


def test_pages_are_brought_back_within_bounds(index):
    filled(index, *(a_document(f"{n}", sequence=n) for n in range(25)))
    last = ask(index, page=99, size=10)
    assert (last.page, last.pages, len(last.hits), last.total) == (3, 3, 5, 25)
    assert ask(index, page=-3, size=10).page == 1
    assert len(ask(index, size=0).hits) == 1
    assert len(ask(index, size=10**9).hits) == 25


def test_pages_share_the_results_without_overlap(index):
    filled(index, *(a_document(f"{n}", title="jardin", sequence=n) for n in range(23)))
    seen = [
        one
        for page in (1, 2, 3)
        for one in ids(ask(index, "jardin", page=page, size=10))
    ]
    assert sorted(seen) == sorted(f"{n}" for n in range(23))


def test_a_title_weighs_more_than_a_body(index):
    filled(
        index,
        a_document("body", texts={"body": "le compost du quartier"}, sequence=2),
        a_document("title", title="Compost"),
    )
    assert ids(ask(index, "compost")) == ["title", "body"]


def test_the_exact_form_outranks_the_stem(index):
    filled(
        index,
        a_document("stem", title="Partager", sequence=2),
        a_document("exact", title="Partage"),
    )
    assert ids(ask(index, "partage")) == ["exact", "stem"]
    assert ids(ask(index, "partager")) == ["stem", "exact"]


def test_one_word_of_a_sentence_is_enough_and_all_come_first(index):
    filled(
        index,
        a_document("one", title="Jardin", sequence=3),
        a_document("all", title="Compost", texts={"body": "Un jardin au pied du mur"}),
        a_document("none", title="Vélo"),
    )
    assert ids(ask(index, "comment faire un compost dans mon jardin ?")) == [
        "all",
        "one",
    ]


def test_equals_stand_the_youngest_first(index):
    filled(
        index,
        *(a_document(name, title="Vélo", sequence=n) for n, name in enumerate("bca")),
    )
    assert ids(ask(index, "vélo")) == ["a", "c", "b"]


def test_what_is_most_like_a_document_is_found(index):
    theme = {"theme": ("culture",)}
    filled(
        index,
        a_document("own", title="Compost de quartier", facets=theme),
        a_document("near", title="Le compost du quartier", sequence=2),
        a_document("nearer", title="Quartier et compost", sequence=3, facets=theme),
        a_document("half", title="Un quartier", sequence=4, facets=theme),
        a_document("passing", texts={"body": "compost, quartier"}, sequence=5),
        a_document(
            "trial", title="Compost de quartier", facets={BEHIND: (YES,)}, sequence=6
        ),
        a_document("gone", title="Compost de quartier", sequence=7),
    )
    index.apply([Deletion("gone")], 8)
    assert ids(ask(index, like="own")) == ["nearer", "near"]
    assert ids(ask(index, like="own", size=1)) == ["nearer"]
    assert ids(ask(index, like="gone")) == []
    assert ids(ask(index, like="nobody")) == []
    assert ask(index, like="own").facets == {}


@pytest.mark.parametrize("language", ["fr", "en", "es"])
def test_what_is_most_like_a_document_is_found_in_its_language(index, language):
    filled(
        index,
        a_document("own", title="Welcoming volunteers", language=language),
        a_document("near", title="Volunteers welcoming", language=language, sequence=2),
        a_document("far", title="Painting walls", language=language, sequence=3),
    )
    assert ids(ask(index, like="own")) == ["near"]


def test_what_answers_comes_in_the_order_asked_for(index):
    filled(
        index,
        a_document("b", title="Compost compost", sequence=1),
        a_document("c", title="Un mur", texts={"body": "compost"}, sequence=2),
        a_document("d", title="Le compost", sequence=3, facets={TRIALS: ("2",)}),
        a_document(
            "e", title="Mur", texts={"body": "compost"}, facets={TRIALS: ("11",)}
        ),
        a_document("f", title="Rien", sequence=9, facets={TRIALS: ("50",)}),
    )
    assert ids(ask(index, "compost", order=Order.TRIED)) == ["e", "d", "b", "c"]
    assert ids(ask(index, "compost", order=Order.RECENT))[:2] == ["d", "c"]
    assert ids(ask(index, order=Order.TRIED))[:3] == ["f", "e", "d"]
    assert ids(ask(index, "compost", order=Order.TRIED, page=2, size=2)) == ["b", "c"]


def test_what_is_about_another_comes_behind_and_is_counted_like_all(index):
    about = {"facets": {BEHIND: (YES,)}}
    filled(
        index,
        a_document("a", title="Compost", texts={"title": "Compost"}, **about),
        a_document("b", title="Jardin", texts={"body": "Un compost."}, sequence=2),
        a_document("c", title="Compost", sequence=3, **about),
        a_document("d", title="Vélo", sequence=4),
    )
    assert ids(ask(index)) == ["d", "b", "c", "a"]
    assert ids(ask(index, size=1, page=2)) == ["b"]
    found = ask(index, "compost")
    assert ids(found)[0] == "b"
    assert set(ids(found)) == {"a", "b", "c"}
    assert BEHIND not in found.facets
    assert found.facets["kind"] == (("method", 3),)


def test_values_of_a_field_are_alternatives_and_fields_must_agree(index):
    filled(
        index,
        a_document("a", facets={"theme": ("food",), "scale": ("street",)}, sequence=3),
        a_document(
            "b", facets={"theme": ("culture",), "scale": ("street",)}, sequence=2
        ),
        a_document("c", facets={"theme": ("food", "culture")}),
    )
    assert ids(ask(index, filters={"theme": ("food", "culture")})) == ["a", "b", "c"]
    both = {"theme": ("food",), "scale": ("street",)}
    assert ids(ask(index, filters=both)) == ["a"]
    assert ids(ask(index, filters={"theme": ()})) == ["a", "b", "c"]
    assert ask(index, filters={"theme": ("unknown",)}).total == 0
    assert ask(index, filters={"unknown": ("x",)}).total == 0


DOCUMENTS: st.SearchStrategy[list[dict[str, Any]]] = st.lists(
    st.builds(
        dict,
        title=st.sampled_from(["jardin", "compost", "jardin compost", "vélo"]),
        kind=st.sampled_from(["method", "tool"]),
        facets=st.fixed_dictionaries(
            {
                "theme": st.lists(st.sampled_from("xyz"), unique=True).map(tuple),
                "scale": st.lists(st.sampled_from("pq"), max_size=1).map(tuple),
            }
        ),
    ),
    max_size=12,
)
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "theme": st.lists(st.sampled_from("xyz"), unique=True).map(tuple),
        "scale": st.just(("p",)),
        "kind": st.just(("tool",)),
    },
)


def expected_counts(given, words, filters):
    """Count by hand."""

    def fits(row, but=""):
        facets = {"kind": (row["kind"],), **row["facets"]}
        asked = {
            key: values for key, values in filters.items() if values and key != but
        }
        return (not words or words in row["title"].split()) and all(
            set(values) & set(facets[key]) for key, values in asked.items()
        )

    counts = {
        field: Counter(
            value
            for row in given
            if fits(row, field)
            for value in {"kind": (row["kind"],), **row["facets"]}[field]
        )
        for field in ("kind", "theme", "scale")
    }
    return sum(fits(row) for row in given), counts


@QUICK
@given(
    DOCUMENTS, st.sampled_from(["", "jardin", "compost"]), FILTERS, st.integers(0, 9)
)
def test_counts_are_those_of_a_count_by_hand(index, given, words, filters, gone):
    index.clear()
    half = len(given) // 2
    made = [a_document(f"{n}", sequence=n, **row) for n, row in enumerate(given)]
    index.apply(made[:half], 1)
    index.apply([a_document(f"{gone}", title="jardin", facets={"theme": ("x",)})], 2)
    index.apply([Deletion(f"{gone}"), *made], 3)
    total, counts = expected_counts(given, words, filters)
    found = ask(index, words, filters=filters, size=100)
    assert (found.total, len(found.hits)) == (total, total)
    for field, counter in counts.items():
        assert dict(found.facets.get(field, ())) == dict(counter)
    bare = ask(
        index, words, filters=filters, size=100, counted=("theme", "none"), bare=True
    )
    assert ids(bare) == ids(found)
    assert not any(hit.summary or hit.extract for hit in bare.hits)
    assert dict(bare.facets) == {"theme": found.facets.get("theme", ()), "none": ()}


def test_the_extract_marks_the_words_as_typed(index):
    filled(
        index,
        a_document(
            "a",
            summary="Rien à voir ici.",
            texts={
                "body": f"{'mot ' * 200}Les acteur·ice·s de l’**Énergie** locale. {'fin ' * 200}"
            },
        ),
    )
    extract = ask(index, "actrices énergies").hits[0].extract
    assert [text for marked, text in extract if marked] == ["acteur·ice·s", "Énergie"]
    whole = "".join(text for _, text in extract)
    assert len(whole) < 320
    assert "Les acteur·ice·s de l’Énergie locale." in whole
    assert whole.startswith("… ")
    assert whole.endswith(" …")


def test_without_words_a_hit_shows_its_summary_alone(index):
    filled(index, a_document("a", summary="Un résumé & <b>court</b>."))
    (hit,) = ask(index).hits
    assert hit.summary == ((False, "Un résumé & <b>court</b>."),)
    assert hit.extract == ()


def test_what_title_and_summary_answer_needs_no_extract(index):
    filled(
        index,
        a_document(
            "a",
            title="Compost de quartier",
            summary="Un jardin au pied du mur.",
            texts={"body": "Le compost, le jardin et la brouette."},
        ),
    )
    (hit,) = ask(index, "compost jardin").hits
    assert hit.summary == (
        (False, "Un "),
        (True, "jardin"),
        (False, " au pied du mur."),
    )
    assert hit.extract == ()
    (hit,) = ask(index, "faire un compost avec une brouette").hits
    assert [text for asked, text in hit.extract if asked] == ["brouette"]


def test_an_extract_keeps_within_a_paragraph(index):
    body = "# Un jardin\n\nPour le\ncompost, une brouette.\n\n## Une pelle\n\nAprès."
    filled(index, a_document("a", texts={"body": body}))
    extract = ask(index, "jardin compost brouette pelle").hits[0].extract
    assert "".join(text for _, text in extract) == "Pour le compost, une brouette."


def test_a_long_summary_is_cut(index):
    filled(index, a_document("a", summary="compost " * 100))
    summary = ask(index, "compost").hits[0].summary
    assert summary[-1] == (False, " …")
    assert len("".join(text for _, text in summary)) <= 330


def test_a_typing_error_is_corrected_and_said(index):
    filled(
        index,
        a_document("a", title="Enquête dans le quartier"),
        a_document("b", title="Atelier vélo", sequence=2),
    )
    found = ask(index, "enqete de vélo")
    assert found.corrected == "enquête de vélo"
    assert set(ids(found)) == {"a", "b"}


def test_a_known_word_is_never_corrected(index):
    filled(index, a_document("a", title="Poule"), a_document("b", title="Moule"))
    found = ask(index, "poules")
    assert (found.corrected, ids(found)) == ("", ["a"])


def test_a_word_of_a_sheet_that_has_gone_is_not_proposed(index):
    filled(index, a_document("a", title="Enquête"), a_document("b", title="Vélo"))
    index.apply([Deletion("a")], 2)
    found = ask(index, "enquete")
    assert (found.total, found.corrected) == (0, "")


def test_unknown_words_far_from_all_find_nothing(index):
    filled(index, a_document("a", title="Jardin"))
    found = ask(index, "xylophone")
    assert (found.total, found.corrected) == (0, "")


@pytest.mark.parametrize(
    "words",
    [
        *(
            "title:jardin",
            "jardin AND",
            "(jardin",
            '"jardin',
            "jardin*",
            "[a TO",
            "NOT",
        ),
        *("'", "l'", "·", "a·", "\x00mark", "%_\\", "-jardin", "é" * 10_000),
        "jardin " * 1_500,
        " ".join(f"mot{n}" for n in range(1_500)),
        "a-" * 5_000,
    ],
    ids=lambda words: words[:12],
)
def test_nothing_that_is_typed_breaks_the_search(index, words):
    filled(index, a_document("a", title="Jardin"))
    found = ask(index, words)
    assert found.total == (1 if "jardin" in words else found.total)


@QUICK
@given(st.text(max_size=80))
def test_any_text_is_a_query(index, words):
    if index.mark() == 0:
        filled(index, a_document("a", title="Jardin d’été"))
    assert ask(index, words).total in {0, 1}


def test_a_rebuilt_index_gives_the_same_answers(index):
    made = [
        a_document(
            f"{n}",
            title=("Jardin", "Compost partagé", "Jardin au compost")[n % 3],
            texts={"body": "compost " * (n % 5)},
            sequence=n + 1,
        )
        for n in range(60)
    ]
    for one in [*made, *made[10:30]]:
        index.apply([one], one.sequence)
    before = ask(index, "jardin compost", size=100)
    index.clear()
    index.apply(reversed(made), 60)
    after = ask(index, "jardin compost", size=100)
    assert ids(after) == ids(before)
    assert after.facets == before.facets


def test_a_word_of_the_text_however_often_weighs_less_than_one_of_the_summary(index):
    filled(
        index,
        a_document("often", texts={"body": "Un compost. " * 40}, sequence=2),
        a_document("about", summary=f"Un compost, puis {'autre chose ' * 30}"),
    )
    assert ids(ask(index, "compost")) == ["about", "often"]


def test_a_common_word_of_the_text_is_not_enough_beside_a_rare_one(index):
    filled(
        index,
        *(
            a_document(f"{n}", texts={"body": "On y parle du quartier."}, sequence=n)
            for n in range(20)
        ),
        a_document("rare", texts={"body": "Une lanterne."}, sequence=20),
        a_document("about", title="Parler ensemble", sequence=21),
    )
    assert ids(ask(index, "parler d'une lanterne")) == ["about", "rare"]
    assert ask(index, "parler", size=30).total == 21


def test_words_of_questions_find_nothing_beside_others(index):
    filled(
        index,
        a_document("faint", title="Faire avec les gens"),
        a_document("wanted", title="Compost", sequence=2),
    )
    assert ids(ask(index, "comment faire un compost avec des gens ?")) == ["wanted"]
    assert ids(ask(index, "comment faire ?")) == ["faint"]


def test_what_is_found_is_grouped_by_a_facet_even_a_hidden_one(index):
    def placed(name: str, at: str, **given: Any):
        return a_document(name, facets={PLACED: (at,)} if at else {}, **given)

    filled(
        index,
        placed("a", "brest", sequence=1, title="Vélo"),
        placed("b", "brest", sequence=2),
        placed("c", "quimper", sequence=3, title="Vélo"),
        placed("d", "", sequence=4, title="Vélo"),
    )
    index.apply([placed("e", "brest", sequence=5)], 5)
    assert ask(index).groups == ()
    every = ask(index, grouped=PLACED, group_size=2)
    assert every.groups == (
        Group(value="brest", count=3, first=("e", "b")),
        Group(value="quimper", count=1, first=("c",)),
    )
    assert PLACED not in every.facets
    some = ask(index, "vélo", grouped=PLACED)
    assert [(one.value, one.count, one.first) for one in some.groups] == [
        ("brest", 1, ()),
        ("quimper", 1, ()),
    ]
    one = ask(index, grouped=PLACED, group_size=9, filters={PLACED: ("quimper", "x")})
    assert one.groups == (Group(value="quimper", count=1, first=("c",)),)
    index.apply([Deletion("c")], 6)
    assert [one.value for one in ask(index, grouped=PLACED).groups] == ["brest"]
