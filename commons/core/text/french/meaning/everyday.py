"""Everyday words that say the same when somebody tells a need: "sous" and "argent".

They hold for the words of a need alone, which all must be told: "sous" by itself is
not money.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from commons.core.text.french.morphology.stemming import stem_word

_SAME = """
    aucun aucune jamais pas plus sans
    citoyens gens habitants monde personnes population public riverains
    argent finances fric pognon sous thune thunes
    aine aines ancien anciens grands-parents mamie mamies papi papis papy retraites seniors vieux
    bambin enfant enfants gamin gamins gosse gosses momes petits
    ado adolescent adolescents ados jeune jeunes
    auto bagnole vehicule voiture voitures
    bouffe manger nourriture repas
    appart appartement logement logis maison toit
    disparaitre disparu ferme fermer
    docteur generaliste medecin toubib
    boucan bruit tapage vacarme
    chamailler disputer disputent engueuler engueulent facher querelle quereller
    creve creves epuise epuises fatigue fatigues lessive
    abandonner arreter demissionner lacher partir quitter
    balancer benne jeter poubelle
    assemblee reunion reunions rencontre seance
    collectif equipe groupe
    asso association club
    causer exprimer parler parole
    informatique internet ordi ordinateur ordinateurs
    mobile portable smartphone telephone
    college ecole lycee
    cher chere chers couter coute couteux
    froid gele geler glacial
    commencer debuter demarrer lancer
    ranimer raviver redemarrer redonner redynamiser relancer remobiliser remotiver reveiller
    attirer interesser motiver mobiliser ramener
    colere enerves fache furieux mecontents ralent raler remontes
    commune mairie municipalite ville village
    voisin voisinage voisine voisins
    courrier courriers dossier formulaire lettre lettres papiers
    capter comprendre piger
    boulot emploi job taf travail
    choisir decider decision trancher
    avis opinion
    casse cassee panne mort hs
    emprunter louer preter
    boutique commerce commerces epicerie magasin
    bar bistrot bistro cafe troquet
    compagnon conjoint epoux femme fils frere maman mari mere papa parent pere soeur
    durer interminable interminables long longue longues trainer
    finir finissent terminer
    oublier perdre zapper
    craindre peur trouille
    aider assister soutenir
    deplacer venir viennent revenir
    besoins envies
    trouver chercher denicher
    ambiance atmosphere climat
    accabler moquer moquent
    benevole benevoles volontaires
"""


@cache
def _by_stem() -> Mapping[str, frozenset[str]]:
    """Return what each says alike, made at the first question: stems need the lexicon."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in _SAME.strip().splitlines():
        stems = {stem_word(word) for word in row.split()}
        for stem in stems:
            found[stem] |= stems
    return {stem: frozenset(stems) for stem, stems in found.items()}


def said_alike(stems: Iterable[str]) -> frozenset[str]:
    """Give the stems of a word, and those of the words that say the same in a need."""
    own, alike = frozenset(stems), _by_stem()
    return own.union(*(alike.get(stem, ()) for stem in own))
