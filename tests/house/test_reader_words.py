"""Words that readers never meet: they are ours, or were said better since."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from commons.core.kinds.schema.live_schema import folder_source, read_sources

ENGLISH = Path("commons/web/translations/en/LC_MESSAGES/messages.po")
PAGES = Path("commons/web/templates/stewardship/pages")

FRENCH_WORDS = (
    *("Texte libre", "Freins", "Facilitations", "Posture", "Outiller", "Diffuser"),
    *("nécessaire ici", "Garder en brouillon", "Préciser", "Sans réponse"),
    *("Comment nous avons fait", "ne vont pas ensemble", "ne se demande pas ainsi"),
    "Reprendre mon merci",
)
ENGLISH_WORDS = (
    *("Disseminate", "Equip", "Handed back", "Somebody got there before you"),
    *("Posture", "Free text", "Pitfalls", "Enablers", "sheet", "sheets", "Put apart"),
)


def _said(language: str) -> Iterator[str]:
    """Give all that pages say in a language: catalogues, shapes, pages of the site."""
    with ENGLISH.open("rb") as file:
        for message in read_po(file, locale="en"):
            texts = message.id if language == "fr" else message.string
            yield from (texts,) if isinstance(texts, str) else texts or ()
    schema = read_sources([folder_source(Path("schemas"))])
    for kind in schema.kinds.values():
        yield from (kind.label[language], kind.plural[language])
        for field in kind.fields:
            for one in (field, *field.columns):
                yield from (one.label.get(language, ""), one.help.get(language, ""))
    for scheme in schema.schemes.values():
        yield scheme.label.get(language, "")
        for concept in scheme.concepts.values():
            yield from (concept.label.get(language, ""), concept.help.get(language, ""))
    for page in sorted(PAGES.glob(f"*.{language}.md")):
        yield page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("language", "words"), [("fr", FRENCH_WORDS), ("en", ENGLISH_WORDS)]
)
def test_readers_do_not_meet_our_own_words(
    language: str, words: tuple[str, ...]
) -> None:
    said = [text.replace("\u00a0", " ") for text in _said(language)]
    assert len(said) > 1_000
    placeholders = re.compile(r"%\(\w+\)|\{\w+\}|/sheets/\S*|\?sheet=")
    forms = {
        word: re.compile(rf"\b{word}\b", 0 if word[0].isupper() else re.IGNORECASE)
        for word in words
    }
    met = [
        (word, text[:90])
        for text in (placeholders.sub("", one) for one in said)
        for word, form in forms.items()
        if form.search(text)
    ]
    assert met == []
