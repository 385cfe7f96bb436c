"""The French that newcomers type, and what they must find."""

import pytest

from tests.adapters.search.makers import a_document, ask, filled, ids

STOPS = ("et si on", "Et si on se parlait")
"""Stop words are indexed in titles, summaries and keywords only."""

PAIRS = [
    ("energie", "L’énergie citoyenne"),
    ("ÉNERGIES", "l'energie"),
    ("oeuvre", "Une œuvre collective"),
    ("cœur de bourg", "Coeur de bourg"),
    ("ex aequo", "ex æquo"),
    ("école", "La cour de l’école"),
    ("l'ecole", "Nos écoles"),
    ("atelier", "jusqu’à l’atelier d'écriture"),
    ("qu’habitants", "Les habitantes"),
    ("actrices", "Les acteur·ice·s du territoire"),
    ("acteurs", "Les acteur.rice.s du territoire"),
    ("entrepreneuse", "Des entrepreneurs.euses"),
    ("habitantes", "Avec les habitant-e-s"),
    ("coordinatrice", "Un·e coordinateur/trice"),
    ("acteur·ices", "Une actrice"),
    ("habitant(e)s", "Une habitante"),
    ("etudiant·es", "Les étudiantEs"),
    ("bien vivre", "Le bien-vivre ensemble"),
    ("bien-vivre", "Vivre bien"),
    ("bienvivre", "Le bien‑vivre"),  # noqa: RUF001 - the hyphen that does not break
    ("tiers lieux", "Un tiers-lieu"),
    ("mode d’emploi", "Le mode d'emploi"),
    ("SCIC", "Une S.C.I.C. locale"),
    ("s.c.i.c", "La SCIC"),
    ("journal", "Les journaux de rue"),
    ("nouvelle", "De nouveaux communs"),
    ("travaux", "Le travail invisible"),
    ("créer", "Une radio créée en 2012"),
    ("compostage", "Le compostage collectif"),
    ("coopératives", "L’esprit coopératif"),
    ("comment financer un jardin partagé ?", "Jardins partagés"),
    ("covid 19", "Pendant le COVID-19"),
    ("aujourdhui", "Aujourd’hui"),
    STOPS,
    ("des gens qui jardinent", "Jardiner en ville"),
    ("est-ce que vous compostez ?", "Composter au pied des immeubles"),
    ("jardim partagee", "Le jardin partagé"),
]


@pytest.mark.parametrize(("words", "title"), PAIRS)
def test_what_is_typed_finds_what_was_written(index, words, title):
    filled(
        index,
        a_document("wanted", title=title),
        a_document("other", title="Zéro rapport", sequence=2),
    )
    assert ids(ask(index, words)) == ["wanted"]


@pytest.mark.parametrize(("words", "title"), [pair for pair in PAIRS if pair != STOPS])
def test_it_finds_it_in_a_body_too(index, words, title):
    filled(index, a_document("wanted", title="Zéro", texts={"body": f"{title}."}))
    assert ids(ask(index, words)) == ["wanted"]
