"""The headings that people give to the parts of a document, and our fields for them."""

from collections.abc import Iterator, Mapping

from commons.core.domain.schema.kind import Kind
from commons.services.exchange.foreign.mapping_file import (
    USUAL,
    FieldMapping,
    name_key,
)
from commons.services.exchange.foreign.survey import FileChoice

_USUAL_HEADINGS: Mapping[tuple[str, ...], str] = {
    ("title",): "nom de la méthode, nom de l'outil, nom du projet, intitulé, name",
    ("summary",): "en bref, en une phrase, résumé, accroche, in short, summary",
    ("keywords",): "mots-clés, étiquettes, tags, keywords",
    ("authors",): "auteur, autrice, auteurs, rédaction, rédigé par, écrit par, author",
    ("territory",): "territoire, ville, commune, territory",
    ("links",): "liens, liens utiles, pour aller plus loin, ressources, sitographie,"
    " bibliographie, en savoir plus, links, resources, further reading",
    ("duration",): "durée, temps, temps nécessaire, durée totale, duration, time,"
    " time required, how long",
    ("preparation",): "préparation, temps de préparation, preparation time",
    ("group_min", "group_max"): "nombre de personnes, nombre de participants,"
    " participants, participantes et participants, taille du groupe, pour combien de"
    " personnes, effectif, group size, number of people, number of participants",
    ("materials",): "matériel, matériel nécessaire, fournitures, matériaux,"
    " ce qu'il faut, il vous faut, besoins matériels, materials, what you need,"
    " equipment, supplies",
    ("space",): "lieu, espace, salle, disposition de la salle, space, room",
    ("roles",): "rôles, rôle de l'animation, roles",
    ("question",): "question, invitation, question de départ, prompt",
    ("steps",): "déroulé, déroulement, étapes, les étapes, comment faire, procédure,"
    " marche à suivre, mode d'emploi, pas à pas, déroulé pas à pas, steps,"
    " how to, how to do it, instructions, step by step",
    ("variants",): "variantes, variante, variants, variations",
    ("pitfalls",): "freins, difficultés, points de vigilance, pièges, écueils,"
    " ce qui peut coincer, attention, vigilance, pitfalls, difficulties, watch out",
    ("enablers",): "facilitations, leviers, conseils, astuces, ce qui aide,"
    " ce qui aide à réussir, points d'appui, facteurs de réussite, tips, what helps",
    ("inclusion",): "inclusion, accessibilité, pour n'oublier personne",
    ("use",): "à quoi ça sert, utilité, usage, what it is for",
    ("start",): "prise en main, mise en place, mode d'emploi, étapes, comment faire,"
    " déroulé, getting started, how to use it",
    ("strengths",): "atouts, avantages, points forts, strengths",
    ("limits",): "limites, inconvénients, points faibles, limits",
    ("need",): "besoin, besoin de départ, contexte, constat, point de départ, origine,"
    " context, starting point",
    ("partners",): "partenaires, partners",
    ("people",): "personnes concernées, public, publics, bénéficiaires",
    ("story",): "récit, ce que nous avons fait, déroulement, déroulé, étapes,"
    " les étapes, comment nous avons fait, story, what we did",
    ("means_people",): "moyens humains, équipe",
    ("results",): "résultats, bilan, effets, ce que ça a donné, results, outcomes",
    ("redo",): "ce que nous ferions autrement, et si c'était à refaire",
    ("to_reuse",): "pour refaire ailleurs, transférabilité, à réutiliser",
    ("social_use",): "utilité sociale, impact, impact social",
}
"""What is usually called so -> our fields; of a kind, those that it has."""


def heading_mapping(kind: Kind) -> FieldMapping:
    """Return how a document that somebody wrote becomes the fields of a kind."""
    keys = {field.key for field in kind.fields}
    names = dict(_names(kind, keys))
    return FieldMapping(
        kind=kind.key,
        choice=FileChoice(kind=kind.key, files=("*.md",)),
        fields=names,
    )


def _names(kind: Kind, keys: set[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give names as `name_key` has them: the usual ones, then the fields' own."""
    yield from ((name, (key,)) for name, key in USUAL.items() if key in keys)
    for targets, said in _USUAL_HEADINGS.items():
        if keys.issuperset(targets):
            yield from ((name_key(one), targets) for one in said.split(","))
    for field in kind.fields:
        if not any(column.type.names_file for column in field.columns):
            for label in (*field.label.values(), field.key):
                yield name_key(label), (field.key,)
