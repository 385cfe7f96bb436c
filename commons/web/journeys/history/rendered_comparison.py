"""Marks what changed between two versions in the page that readers see."""

from threading import Lock

from cachetools import LRUCache, cached
from flask import get_template_attribute
from flask_babel import gettext
from markupsafe import Markup

from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain.sheet import Revision
from commons.core.text.compare.html_diff import Labels, mark_html_changes
from commons.web.display.sheet.sheet_view import present_sheet
from commons.web.request.context import components

LONGEST = 300_000
"""Characters of HTML, of both pages together; past that nothing is marked."""

BUDGET = 250_000
"""What the texts of either page may cost to be rendered (parse_budget)."""

MOST_KEPT = 64


def marked_page(work: Work, first: Revision, second: Revision) -> Markup | None:
    """Give the newer version's page with marks; None for pages that are too long."""
    read = get_template_attribute("history/_read.html", "read")
    old, new = (
        str(read(version, present_sheet(components(), work, version, budget=BUDGET)))
        for version in (first, second)
    )
    if len(old) + len(new) > LONGEST:
        return None
    labels = Labels(
        added=gettext("[ajouté]"),
        removed=gettext("[retiré]"),
        moved_here=gettext("[déplacé ici]"),
        moved_away=gettext("[déplacé plus loin]"),
        image_added=gettext("Image ajoutée :"),
        image_removed=gettext("Image retirée :"),
    )
    return Markup(_marked(old, new, labels))  # noqa: S704  # made of two of our own pages, escaped again


@cached(
    LRUCache(MOST_KEPT),
    key=lambda old, new, labels: (old, new, labels.added),
    lock=Lock(),
)
def _marked(old: str, new: str, labels: Labels) -> str:
    """Mark the changes between two pages; versions, and so their pages, stay as they are."""
    return mark_html_changes(old, new, labels)
