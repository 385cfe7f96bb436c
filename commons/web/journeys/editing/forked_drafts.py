"""What is said of a draft that was put apart: who wrote meanwhile, and where."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext
from markupsafe import Markup

from commons.adapters.store.drafts import drafts
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import persons
from commons.core.domain.people.account import Account
from commons.core.domain.sheet import Draft
from commons.errors import NotFoundError
from commons.services.editing.drafts import SavedDraft
from commons.web.display.messages import format_moment
from commons.web.journeys.editing.form_session import draft_address


@dataclass(frozen=True, slots=True, kw_only=True)
class ForkedDraft:
    """The draft that a text was put apart from.

    `name` is who wrote in it meanwhile, "" for oneself; `address` is "" once
    it is gone, or for one that is not shared with us any more.
    """

    name: str
    instant: datetime
    address: str

    @property
    def why(self) -> str:
        """Say when it was put apart, and why."""
        when = format_moment(self.instant)
        if self.name:
            return str(
                gettext(
                    "Gardé à part le %(when)s, pendant que %(name)s écrivait.",
                    when=when,
                    name=self.name,
                )
            )
        return str(
            gettext(
                "Gardé à part le %(when)s, pendant que vous écriviez ailleurs.",
                when=when,
            )
        )

    @property
    def link(self) -> str:
        """Give the words of the link to the other draft."""
        if self.name:
            return str(gettext("Voir l’autre brouillon, par %(name)s", name=self.name))
        return str(gettext("Voir l’autre brouillon"))


def forked_from(work: Work, me: Account, draft: Draft) -> ForkedDraft | None:
    """Give what a draft was put apart from, None for one that was not."""
    apart = draft.apart
    if apart is None:
        return None
    return ForkedDraft(
        name="" if apart.writer == me.person.id else _name(work, apart.writer),
        instant=apart.instant,
        address=_address(work, me, apart.draft),
    )


def _name(work: Work, person: str) -> str:
    try:
        return persons.get_person(work, person).name
    except NotFoundError:
        return str(gettext("Quelqu’un"))


def _address(work: Work, me: Account, identifier: str) -> str:
    try:
        return draft_address(drafts.get_draft(work, me.id, identifier))
    except NotFoundError:
        return ""


def said_of(kept: SavedDraft, other: ForkedDraft | None) -> str:
    """Say that a text was just put apart."""
    if not kept.apart:
        return ""
    if other is not None and other.name:
        return str(
            gettext(
                "%(name)s a écrit dans ce brouillon en même temps que vous : votre"
                " texte est gardé à part, dans un second brouillon. Rien n’est perdu.",
                name=other.name,
            )
        )
    return str(
        gettext(
            "Ce brouillon a changé ailleurs : votre texte est gardé à part, dans un"
            " second brouillon. Rien n’est perdu."
        )
    )


def with_link(words: str, other: ForkedDraft | None) -> Markup:
    """Give a sentence with the link to the other draft, where there is one."""
    if other is None or not other.address:
        return Markup("{}").format(words)
    link = Markup('<a href="{}">{}</a>').format(other.address, other.link)
    return Markup("{} {}").format(words, link)
