"""Why a sheet was found, for who asks: which of its texts hold which of the words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import lazy_gettext as _l

from commons.adapters.search.field_weights import plain_texts
from commons.core.domain.sheet import Revision
from commons.core.text.french.analysis import analyse_text
from commons.core.text.french.stop_words import FAINT_WORDS
from commons.core.text.french.thesaurus import words_of
from commons.services.search.find import Results
from commons.services.search.indexing import index_document
from commons.web.journeys.search.search_request import EXPLAIN, asked_values
from commons.web.request.context import components

_LONGEST_TEXT = 20_000
_PARTS = {
    "title": _l("le titre"),
    "summary": _l("le résumé"),
    "keywords": _l("les mots-clés et les choix"),
    "needs": _l("quand s’en servir"),
    "main": _l("le déroulé"),
    "body": _l("le texte"),
}
"""A class of text that is indexed -> what readers call it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a sheet was found.

    `words` are those asked for with the parts that hold them, by key; `names` other
    words for what is asked that it holds.
    """

    words: Mapping[str, tuple[str, ...]]
    names: tuple[str, ...]

    def told(self) -> list[tuple[str, str]]:
        """Return each word, and its parts as readers call them."""
        return [
            (word, ", ".join(str(_PARTS[part]) for part in parts))
            for word, parts in self.words.items()
        ]

    def as_json(self) -> dict[str, Any]:
        """Return the same for programs."""
        return {"why": {"words": dict(self.words), "names": self.names}}


def explain_results(found: Results) -> dict[str, Explanation]:
    """Return why each sheet of a page was found; nothing unless the address asks."""
    if request.args.get(EXPLAIN) != "1" or not found.words:
        return {}
    asked = found.corrected or found.words
    return {
        one.revision.sheet: explain_result(one.revision, asked, found.also)
        for one in found.results
    }


def explain_result(
    revision: Revision, asked: str, names: tuple[str, ...]
) -> Explanation:
    """Return why a sheet was found by some words, and by which other names for them."""
    here = components()
    texts = plain_texts(index_document(here.schema, here.places, revision))
    stems = {
        part: frozenset(token.stem for token in analyse_text(text[:_LONGEST_TEXT]))
        for part, text in texts.items()
    }
    parts = {
        word: tuple(part for part in _PARTS if wanted & stems[part])
        for word, wanted in _telling(asked)
    }
    return Explanation(
        words={word: held for word, held in parts.items() if held},
        names=tuple(
            name for name in names if any(_holds(held, name) for held in stems.values())
        ),
    )


def _holds(stems: frozenset[str], name: str) -> bool:
    """Say whether a text with these stems has every word of a name."""
    return all(word.stems & stems for word in words_of(name))


def explaining_address() -> str:
    """Return the address of the same search whose results say why they were found."""
    values: dict[str, Any] = {**asked_values(), EXPLAIN: "1"}
    return url_for("search.search_page", **values)


def _telling(asked: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Give each word that says something, once, with its stems."""
    found: dict[str, set[str]] = {}
    for token in analyse_text(asked):
        faint = token.stop or token.part or token.text in FAINT_WORDS
        if not (faint or token.without):
            word = asked[token.start : token.end].lower()
            found.setdefault(word, set()).add(token.stem)
    for word, stems in found.items():
        yield word, frozenset(stems)
