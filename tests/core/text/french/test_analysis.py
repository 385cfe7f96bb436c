"""What analysis puts together, and where its tokens stand."""

import gc
import time
from collections import Counter

import pytest
from hypothesis import given, settings, strategies as st

from commons.core.domain.language.folding import fold_typography
from commons.core.text.french.analysis import analyse_text, count_tokens
from commons.core.text.french.morphology.stemming import stem_word
from commons.core.text.french.occurrences import stem_occurrences

PIECES = [
    *("sans", " ", ", ", "jardin", "Jardins", "acteur·ice·s", "l’été", "ni", "de", "-"),
    *(
        "é",
        "S.C.I.C.",
        "elle(s)",
        "/",
        ".",
        "\n",
        "a",
        "enquête",
        "社区",
        "’",
        "(",
        ")",
    ),
    *("ENQUETES", "sans-abri", "\u0301", "œ", "1", "_", "!"),
]
FAMILIES = [
    "",
    "acteur acteurs actrice actrices",
    "habitant habitante habitants habitantes",
    "coordinateur coordinatrice coordinateurs coordinatrices",
    "entrepreneur entrepreneuse entrepreneurs entrepreneuses",
    "citoyen citoyenne citoyens citoyennes",
    "coopératif coopérative coopératives",
    "créé créée créer crée créés",
    "évaluation évaluer évaluations évalué",
    "partagé partager partage partages partagés partagée",
    "usager usagère usagers usagères",
    "jardinier jardinière jardiniers",
    "territorial territoriale territoriaux",
    "nouveau nouvelle nouveaux nouvelles nouvel",
    "enjeu enjeux",
    "jeu jeux",
    "lieu lieux",
    "travail travaux",
    "producteur productrice producteurs productrices",
    "élu élus élue élues",
    "créatif créative créatifs",
    "professionnel professionnelle professionnels",
    "villageois villageoise villageoises",
    "heureux heureuse heureuses",
    "porteur porteuse porteurs porteuses",
    "public publique publics publiques",
    "solidarité solidarités",
    "idée idées",
    "vélo vélos",
    "journal journaux",
    "réseau réseaux",
    "oeuvre œuvre œuvres",
    "",
][1:-1]

APART = [
    ("commun", "communication"),
    ("public", "publication"),
    ("social", "société"),
    ("jeu", "jeune"),
    ("élu", "élève"),
]

FORMS = [
    ("acteur·ice·s", {"acteurs", "actrices"}),
    ("acteur.rice.s", {"acteurs", "actrices"}),
    ("entrepreneurs.euses", {"entrepreneurs", "entrepreneuses"}),
    ("habitant-e-s", {"habitants", "habitantes"}),
    ("habitant(e)s", {"habitants", "habitantes"}),
    ("adhérent(e)(s)", {"adherents", "adherentes"}),
    ("habitant·es", {"habitants", "habitantes"}),
    ("habitant•e", {"habitant", "habitante"}),
    ("coordinateur/trice", {"coordinateur", "coordinatrice"}),
    ("agriculteur⋅rice⋅s", {"agriculteurs", "agricultrices"}),
    ("étudiantEs", {"etudiants", "etudiantes"}),
    ("usager·ère·s", {"usagers", "usageres"}),
    ("créatif·ve·s", {"creatifs", "creatives"}),
    ("heureux·se·s", {"heureux", "heureuses"}),
    ("nouveaux·elles", {"nouveaux", "nouvelles"}),
    ("professionnel·le·s", {"professionnels", "professionnelles"}),
    ("porteur.se.s", {"porteurs", "porteuses"}),
    ("parent(s)", {"parent", "parents"}),
    ("bien-vivre", {"bien-vivre", "bienvivre", "bien", "vivre"}),
    ("bien‑vivre", {"bien-vivre", "bienvivre", "bien", "vivre"}),  # noqa: RUF001 - the hyphen that does not break
    ("S.C.I.C.", {"scic"}),
    ("l’E.S.S.", {"ess"}),
    ("aujourd’hui", {"aujourdhui", "aujourd-hui", "aujourd", "hui"}),
    ("jusqu’ici", {"ici"}),
    ("fin.Le", {"fin", "le"}),
    ("et/ou", {"et", "ou"}),
    ("dit-elle", {"dit-elle", "ditelle", "dit", "elle"}),
]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda row: row.split()[0])
def test_the_forms_of_a_word_share_their_stem_with_or_without_accents(family):
    words = family.split()
    assert len({stem_word(fold_typography(word)) for word in words}) == 1


@pytest.mark.parametrize(("one", "other"), APART)
def test_words_that_only_look_alike_stay_apart(one, other):
    assert stem_word(fold_typography(one)) != stem_word(fold_typography(other))


@pytest.mark.parametrize(("written", "forms"), FORMS, ids=[row[0] for row in FORMS])
def test_what_is_written_as_one_gives_its_forms(written, forms):
    assert {token.text for token in analyse_text(f"({written}, rien)")} == forms | {
        "rien"
    }


def test_tokens_frame_the_text_as_typed():
    text = "Où ? L’É́cole « cœur » d'aujourd’hui, aux acteur·ice·s…"
    framed = {text[token.start : token.end] for token in analyse_text(text)}
    assert {"É́cole", "cœur", "aujourd’hui", "acteur·ice·s"} <= framed


def test_the_forms_of_one_word_share_a_position():
    tokens = analyse_text("des acteur·ice·s du bien-vivre ici")
    places = {token.text: token.position for token in tokens}
    assert places["acteurs"] == places["actrices"] == 1
    assert places["bien"] == places["bienvivre"] == 3
    assert places["vivre"] == 4
    assert places["ici"] == 5


def test_stop_words_say_so():
    tokens = analyse_text("comment faire un jardin pour les habitants")
    assert [token.text for token in tokens if not token.stop] == [
        *("faire", "jardin", "habitants")
    ]


@given(st.text(max_size=300))
def test_any_text_is_analysed_within_its_bounds(text):
    ends = 0
    for token in analyse_text(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.text
        assert len(token.text) <= 200
        ends = max(ends, token.position)
    assert ends <= len(text)


@given(st.lists(st.sampled_from(["l’", "eau", "·", "e", "s", "-", ".", "(", ")", " "])))
def test_occurrences_are_those_of_the_analysis(pieces):
    text = "".join(pieces)
    stems = {"eau", "e"}
    expected = [(t.text, t.start, t.end) for t in analyse_text(text) if t.stem in stems]
    assert [(t.text, t.start, t.end) for t in stem_occurrences(text, stems)] == expected


@pytest.mark.parametrize("piece", ["a-", "a·e·s", "l’", "a.", "(a)", "é\u0301", "a/"])
def test_analysis_is_linear(piece):
    def spent(count: int) -> float:
        gc.collect()  # what other tests left is not this one's
        started = time.thread_time()
        analyse_text(piece * count)
        return time.thread_time() - started

    spent(500)
    assert spent(10_000) < 60 * max(spent(1_000), 0.005)


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_counted_tokens_are_those_of_the_text(text: str) -> None:
    every = Counter(
        (t.text, t.stem, t.stop, t.part, t.without) for t in analyse_text(text)
    )
    counted: Counter[tuple[str, str, bool, bool, bool]] = Counter()
    for tokens, count in count_tokens(text):
        for t in tokens:
            counted[t.text, t.stem, t.stop, t.part, t.without] += count
    assert counted == every


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    st.sets(st.sampled_from(["sans", "jardin", "acteur", "l", "enquet", "a", "été"])),
)
def test_occurrences_are_the_tokens_with_a_stem(text: str, stems: set[str]) -> None:
    picked = [
        (t.text, t.start, t.end)
        for t in analyse_text(text)
        if t.stem in stems and not t.without
    ]
    assert [(t.text, t.start, t.end) for t in stem_occurrences(text, stems)] == picked
