"""What an index keeps of a document: its weighed terms, its facets and its plain texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commons.adapters.search.port import Document
from commons.adapters.search.postings.field_weights import (
    CLASSES,
    span_field,
    weigh_terms,
)
from commons.adapters.search.question.similar import telling_stems
from commons.adapters.search.ranking.nearness import (
    encode_meaning,
    text_meaning,
)
from commons.core.text.markdown.rendering import plain_words

TELLING = "telling"
"""Under what the stems that say most of a document are stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """A document as a segment takes it.

    `terms` are weights between 0 and 1, by field ("exact" forms, "stem") and term;
    `facets` the values of each field; `meaning` the vector of its texts, as
    `encode_meaning` writes it; `stored` what is given back as it is: `id`, `language`,
    the plain text of each class, and TELLING.
    """

    id: str
    sequence: int
    terms: Mapping[str, Mapping[str, float]]
    facets: Mapping[str, Sequence[str]]
    meaning: str
    stored: Mapping[str, Any]


def index_entry(document: Document) -> IndexEntry:
    """Return what an index keeps of a document."""
    given = plain_texts(document)
    exact, stems = weigh_terms(given, document.language)
    spans = {
        span_field(name): (f"{low}:{high}",)
        for name, (low, high) in document.spans.items()
    }
    return IndexEntry(
        id=document.id,
        sequence=document.sequence,
        terms={"exact": exact, "stem": stems},
        facets={"kind": (document.kind,), **document.facets, **spans},
        meaning=encode_meaning(text_meaning(given)),
        stored={
            "id": document.id,
            "language": document.language,
            **given,
            TELLING: telling_stems(given, document.language),
        },
    )


def plain_texts(document: Document) -> dict[str, str]:
    """Return the plain text of each class, the title and the summary included."""
    given = {
        **document.texts,
        "title": _with(document.title, document.texts.get("title", "")),
        "summary": _with(document.summary, document.texts.get("summary", "")),
    }
    return {row.key: plain_words(given.get(row.key, "")) for row in CLASSES}


def _with(first: str, more: str) -> str:
    """Put both texts together, unless they are the same."""
    return first if not more or more == first else f"{first}\n{more}"
