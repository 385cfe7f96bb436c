"""The families of words that Snowball, which looks at endings alone, gets wrong.

Words are entries of the dictionary, folded. Both tables were written from a list of
what Snowball puts together among the 11 000 most frequent words of French, and from
what grammars list as derived from one root; add to them what is seen.
"""

_TOGETHER = """
    accueil accueillir accueillant
    achat acheter acheteur
    adherer adhesion adherent
    adolescent adolescence
    agriculture agricole agriculteur
    ami amitie amical
    apprendre apprentissage apprenant apprenti
    artisan artisanat artisanal
    association associatif
    banque bancaire
    benevole benevolat
    bricoler bricolage bricoleur
    choix choisir
    citoyen citoyennete
    climat climatique
    college collegien
    commerce commercant commercial
    composter compost compostage composteur
    concertation concerter
    conclure conclusion
    conflit conflictuel
    construire construction
    conte conter conteur
    cooperer cooperation cooperatif cooperateur cooperative
    cotiser cotisation
    coudre couture couturier
    covoiturage covoiturer covoitureur
    creer creation createur creatif creativite
    cueillir cueillette
    cuisine cuisiner cuisinier
    culture culturel
    danse danser danseur
    debat debattre
    decider decision decideur decisionnel
    defendre defense defenseur
    departement departemental
    dessin dessiner dessinateur
    detruire destruction
    discuter discussion
    ecole ecolier
    ecologie ecologique ecologiste
    economie economique
    ecouter ecoute ecoutant
    ecrire ecriture ecrivain ecrit
    education educatif eduquer educateur
    egal egalite egalitaire
    elire elu election electeur electoral electif
    emploi employer employeur employe
    energie energetique
    enfant enfance
    entreprise entreprendre entrepreneur entrepreneuriat
    entretenir entretien
    envoi envoyer
    essai essayer
    etude etudier etudiant
    exclure exclusion exclu
    fete feter festif festivite
    financer finance financement financier financeur
    fleur fleurir fleuriste
    foret forestier
    formation former formateur
    gerer gestion gestionnaire gerance
    handicap handicape
    imprimer impression imprimeur imprimerie
    inclure inclusion inclusif
    innover innovation innovant innovateur
    inviter invitation invite
    isoler isolement
    jardin jardiner jardinage jardinier
    jeu jouer joueur
    jeune jeunesse
    jour journee
    journal journaliste journalisme
    libre liberte
    lire lecture lecteur lectrice
    lycee lyceen
    malade maladie
    marche marcher marcheur
    matin matinee
    mecene mecenat
    medecin medecine medical
    mentor mentorat mentorer
    musique musicien musical
    naitre naissance
    nature naturel naturaliste
    nourrir nourriture nourricier
    parent parental parentalite
    parrain parrainage parrainer marraine
    partenaire partenariat partenarial
    pauvre pauvrete
    peindre peinture peintre
    photographie photographier photographe photo
    planter plante plantation
    prevenir prevention preventif
    produire production producteur produit
    proposer proposition
    proteger protection protecteur
    recycler recyclage recyclerie
    region regional
    reparer reparation reparateur reparable
    repondre reponse
    resoudre resolution
    reunir reunion
    rural ruralite
    scene scenique
    science scientifique
    semer semis semence
    soigner soin soignant
    soir soiree
    sourd surdite
    soutenir soutien
    sport sportif
    stage stagiaire
    subvention subventionner
    suivre suivi
    synthese synthetiser synthetique
    territoire territorial territorialiser
    timide timidite
    transmettre transmission
    travail travailler travailleur
    tuteur tutorat tutorer
    universite universitaire
    vendre vente vendeur
    vieux vieillir vieillesse vieillissement
    village villageois
    visiter visite visiteur
    voisin voisinage
    volontaire volontariat
    vote voter votant
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
