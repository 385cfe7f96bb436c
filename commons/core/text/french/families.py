"""The families of words that Snowball, which looks at endings alone, gets wrong.

Words are entries of the dictionary, folded. Both tables were written from a list of what
Snowball puts together among the 11 000 most frequent words of French, and from what
grammars list as derived from one root; add to them what is seen.
"""

_TOGETHER = """
    accueil accueillir accueillant
    achat acheter acheteur
    apprendre apprentissage apprenant apprenti
    artisan artisanat artisanal
    benevole benevolat
    choix choisir
    citoyen citoyennete
    composter compost compostage composteur
    conclure conclusion
    conflit conflictuel
    construire construction
    cooperer cooperation cooperatif cooperateur cooperative
    covoiturage covoiturer covoitureur
    creer creation createur creatif creativite
    debat debattre
    decider decision decideur decisionnel
    defendre defense defenseur
    detruire destruction
    discuter discussion
    ecole ecolier
    ecrire ecriture ecrivain ecrit
    ecouter ecoute ecoutant
    elire elu election electeur electoral electif
    emploi employer employeur employe
    entretenir entretien
    envoi envoyer
    essai essayer
    exclure exclusion exclu
    financer finance financement financier financeur
    formation former formateur
    gerer gestion gestionnaire gerance
    inclure inclusion inclusif
    innover innovation innovant innovateur
    inviter invitation invite
    isoler isolement
    jardin jardiner jardinage jardinier
    jeu jouer joueur
    jeune jeunesse
    lire lecture lecteur lectrice
    marche marcher marcheur
    mecene mecenat
    mentor mentorat mentorer
    naitre naissance
    nourrir nourriture nourricier
    parrain parrainage parrainer marraine
    partenaire partenariat partenarial
    planter plante plantation
    prevenir prevention preventif
    produire production producteur produit
    proteger protection protecteur
    proposer proposition
    recycler recyclage recyclerie
    repondre reponse
    reparer reparation reparateur reparable
    resoudre resolution
    reunir reunion
    rural ruralite
    scene scenique
    soigner soin soignant
    soutenir soutien
    stage stagiaire
    suivre suivi
    synthese synthetiser synthetique
    territoire territorial territorialiser
    timide timidite
    transmettre transmission
    tuteur tutorat tutorer
    vendre vente vendeur
    vieux vieillir vieillesse vieillissement
    visiter visite visiteur
    volontaire volontariat
"""
"""Entries of one family, a line each."""

_APART = """
    audit audition
    chaire chair
    collecte collecter
    collectif
    collection collectionner
    collectivite
    colonie colonne
    commenter commentaire
    commune communal
    communement
    communiste communisme
    competitivite
    complicite complice
    compliment
    concept conception
    conversion convertir
    correction correcteur
    cour
    date dater
    data
    detention detente
    dispositif
    disposition
    environ
    explicite
    file filer
    foyer
    format
    generation
    generique
    genie
    gene genant gener
    habitat
    identique
    important importance
    importer importation
    incidence
    integrite
    maintenance
    maree
    marais
    mediatique
    mine
    mode
    moderer moderateur moderation
    moine
    objectif
    objection
    objectivite
    organe organique
    parier
    parlement parlementaire
    partie
    partir
    parti
    partiel
    publicite publicitaire
    regie
    regime
    relatif relativement
    stationnement stationner
    station
    taxi
    tentation
    testament
    vision
    villa
    visa
"""
"""Entries that Snowball mixes with others; those of one line belong together."""


def _lines(table: str) -> list[list[str]]:
    return [line.split() for line in table.strip().splitlines()]


HEADS = {word: head for head, *more in _lines(_TOGETHER) for word in (head, *more)}
"""Entry -> the word whose stem its family bears."""

OWN_ROOTS = {word: f"{row[0]}_" for row in _lines(_APART) for word in row}
"""Entry -> a root that no stem of Snowball is."""

OWN_ENTRIES = {"commune": "commune", "communes": "commune"}
"""Form -> entry, for nouns that the dictionary has as the feminine of an adjective."""
