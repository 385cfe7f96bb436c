"""For who builds on the wiki: how to harvest it, and the look, part by part."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, render_template
from flask_babel import LazyString, lazy_gettext as _l

from commons.adapters.store.log import revisions
from commons.core.domain.people.account import Permission
from commons.feeds.protocols import PROTOCOLS
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.request.answers.negotiation import tagged_answer
from commons.web.request.context import components, localised

developers = Journey(
    "developers",
    __name__,
    entries=(
        NavigationEntry(
            endpoint="developers.guide_page",
            label=_l("Données et réutilisation"),
            order=50,
            place="footer",
        ),
    ),
)

COLOURS = (
    *("paper", "surface", "sunken", "ink", "ink-soft", "line", "edge"),
    *("accent", "accent-strong", "accent-ground", "focus", "mark"),
    *("method", "tool", "experience", "trial", "collection"),
    *("good", "good-ground", "warn", "warn-ground"),
    *("bad", "bad-ground", "info", "info-ground"),
)
"""The colours of tokens.css that have a swatch."""


NO_SHEET = "0123456789ab"
"""What examples name where nothing is published yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A worked example, which a test runs as it stands on the page.

    Its words are in templates/harvest/examples/<key>.txt; `language` is
    "shell" (a POSIX shell) or "python".
    """

    key: str
    language: str
    title: LazyString
    about: LazyString


EXAMPLES: Sequence[Example] = (
    Example(
        key="sheet",
        language="shell",
        title=_l("Une fiche, avec curl"),
        about=_l("La version courante, en Turtle, et seulement si elle a changé."),
    ),
    Example(
        key="rdflib",
        language="python",
        title=_l("Le catalogue et une fiche, avec rdflib"),
        about=_l("Chaque façon d’avoir les données, puis le titre d’une fiche."),
    ),
    Example(
        key="ldes_client",
        language="shell",
        title=_l("Tout, puis ce qui est nouveau, avec ldes-client"),
        about=_l(
            "Après npm install ldes-client. Relancée, la commande ne donne que ce qui"
            " est nouveau."
        ),
    ),
    Example(
        key="harvester",
        language="python",
        title=_l("Tout, puis ce qui est nouveau, sans bibliothèque"),
        about=_l(
            "Écrit dans changes.nq toutes les versions, dans l’ordre ; relancé, celles"
            " qui sont nouvelles."
        ),
    ),
    Example(
        key="oai",
        language="python",
        title=_l("Tout, puis ce qui a changé, par OAI-PMH avec sickle"),
        about=_l(
            "L’état de chaque fiche, suppressions comprises ; relancé, de celles qui ont"
            " changé depuis la première réponse."
        ),
    ),
    Example(
        key="atom",
        language="python",
        title=_l("Les nouveautés, par Atom avec feedparser"),
        about=_l(
            "Un thème ou un lieu suffit : /feeds/atom?theme=culture. Relancé, rien tant"
            " que rien n’a changé."
        ),
    ),
    Example(
        key="dumps",
        language="shell",
        title=_l("Les exports, et leurs empreintes, avec curl"),
        about=_l(
            "Sous le même nom, un fichier a toujours le même contenu ; un essai coupé"
            " reprend où il en était."
        ),
    ),
    Example(
        key="lineage",
        language="python",
        title=_l("Ce qui est né d’une méthode, avec pyoxigraph"),
        about=_l(
            "De version en version, par prov:wasDerivedFrom, sur tout l’historique :"
            " les fiches qui en sont adaptées, et pour quel lieu."
        ),
    ),
    Example(
        key="hash",
        language="python",
        title=_l("Vérifier l’empreinte d’une version"),
        about=_l("Avec la bibliothèque standard de Python seulement."),
    ),
)
"""The worked examples, in the order of the page."""


@developers.get("/developers", needs=Permission.READ)
def guide_page() -> Response:
    """Say what to harvest, how often, under which licence, and with what."""
    here = components()
    with here.store.read() as work:
        newest = revisions.latest_heads(work, limit=1)
    base = here.settings.base_url
    sheet = newest[0].sheet if newest else NO_SHEET
    examples = [
        (
            row,
            render_template(
                f"harvest/examples/{row.key}.txt", base=base, sheet=sheet
            ).strip(),
        )
        for row in EXAMPLES
    ]
    page = render_template(
        "harvest/guide.html",
        examples=examples,
        protocols=PROTOCOLS,
        base=base,
        sheet=sheet,
        contact=here.settings.contact,
        licences=[one for one in here.schema.licences.values() if one.publishable],
    )
    return tagged_answer(page)


@developers.get("/developers/patterns", needs=Permission.READ)
def patterns_page() -> Response:
    """Show every part that pages are put together from, with sample words."""
    schema = components().schema
    choices = [(kind.key, localised(kind.label)) for kind in schema.kinds.values()]
    page = render_template(
        "harvest/patterns.html",
        kinds=schema.kinds,
        kind_choices=choices,
        kind_rows=[(key, label, 12, key == "tool") for key, label in choices],
        licence=next(iter(schema.licences.values())),
        colours=COLOURS,
    )
    return tagged_answer(page)
