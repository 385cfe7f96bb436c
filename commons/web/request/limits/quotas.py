"""What the account at hand may take, and how it is told."""

from contextlib import AbstractContextManager

from flask_babel import format_decimal, lazy_gettext as _l

from commons.adapters.store.engine.unit_of_work import Work
from commons.services.publishing import quotas as ration
from commons.services.publishing.quotas import (
    DRAFT_BYTES,
    DRAFTS,
    FILES,
    PUBLISHED,
    QuotaUse,
)
from commons.settings import MEGABYTE
from commons.web.request.context import components, current_writer

FULL = {
    DRAFTS: _l(
        "Vous gardez %(most)s brouillons, le plus qu’un compte peut garder :"
        " publiez-en ou jetez-en, puis recommencez."
    ),
    DRAFT_BYTES: _l(
        "Vos brouillons prennent %(most)s Mo, le plus qu’un compte peut garder :"
        " publiez-en ou jetez-en, puis recommencez."
    ),
    FILES: _l("Un compte peut envoyer %(most)s Mo de fichiers par jour."),
    PUBLISHED: _l("Un compte peut publier %(most)s Mo de textes par jour."),
}
"""What has no room -> the sentence that refuses it."""

NEAR = {
    DRAFTS: _l("Vous gardez %(taken)s brouillons ; un compte peut en garder %(most)s."),
    DRAFT_BYTES: _l(
        "Vos brouillons prennent %(taken)s Mo ; un compte peut en garder %(most)s."
    ),
    FILES: _l(
        "Vous avez envoyé %(taken)s Mo de fichiers aujourd’hui, sur %(most)s par jour."
    ),
    PUBLISHED: _l(
        "Vous avez publié %(taken)s Mo de textes aujourd’hui, sur %(most)s par jour."
    ),
}
"""What has little room left -> the sentence that says so."""


def count_publishing(work: Work) -> AbstractContextManager[None]:
    """Count what is published meanwhile as the account's. Raises QuotaError."""
    return ration.count_published(
        work, current_writer().id, components().settings.quotas
    )


def rationed_drafts(work: Work) -> AbstractContextManager[None]:
    """Bound what the account keeps as drafts meanwhile. Raises FullError."""
    return ration.limit_kept(work, current_writer().id, components().settings.quotas)


def nearly_taken(work: Work) -> list[str]:
    """Give a sentence for each quota of which the account has little left."""
    quotas = components().settings.quotas
    return [
        _near(one)
        for one in ration.quotas_nearly_full(work, current_writer().id, quotas)
    ]


def quota_message(sort: str, most: int) -> str:
    """Say what has no room any more."""
    return str(FULL[sort]) % {"most": _shown(sort, most)}


def _near(one: QuotaUse) -> str:
    taken, most = _shown(one.sort, one.taken), _shown(one.sort, one.most)
    return str(NEAR[one.sort]) % {"taken": taken, "most": most}


def _shown(sort: str, count: int) -> str:
    """Write a count of drafts, or bytes in megabytes."""
    shown = count if sort == DRAFTS else count / MEGABYTE
    return str(format_decimal(shown, "#,##0.#"))
