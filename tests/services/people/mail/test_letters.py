"""What is written to people: whole, in their language, and harmless."""

import re
from html.parser import HTMLParser

import pytest

from commons.services.people.mail.letters import (
    LETTERS,
    SENTENCES,
    Letter,
    Letterhead,
    LetterSort,
    write_letter,
)
from commons.wiring.shipped import translate_sentence

HEAD = Letterhead(
    site="La Fabrique <&>", base="https://exemple.fr", translate=translate_sentence
)


def letter(sort: LetterSort, language: str = "fr", name: str = "Zoé {x}") -> Letter:
    return Letter(
        sort=sort,
        recipient="zoe@exemple.fr",
        language=language,
        name=name,
        path="/chemin/SECRET",
        email="autre@exemple.fr",
        sender="Ana {y}",
        sheet="Le banc",
        quoted="Bonjour <b>{z}</b>" if LETTERS[sort].ways else "",
        ways=tuple(f"/voie/{n}" for n, _ in enumerate(LETTERS[sort].ways)),
    )


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"script", "img", "link"}
        self.links += [value or "" for name, value in attrs if name == "href"]


@pytest.mark.parametrize("sort", LetterSort)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_letter_says_the_same_in_text_and_html(
    sort: LetterSort, language: str
) -> None:
    mail = write_letter(HEAD, letter(sort, language))
    words = _Words()
    words.feed(mail.html)
    said = "".join(words.words)
    greeted = sort is not LetterSort.INVITATION  # the name of a guest is not known
    assert ("Zoé {x}" in said) is ("Zoé {x}" in mail.text) is greeted
    has_link = bool(LETTERS[sort].link)
    assert ("https://exemple.fr/chemin/SECRET" in mail.text) is has_link
    assert ("https://exemple.fr/chemin/SECRET" in words.links) is has_link
    assert f'lang="{language}"' in mail.html
    typed = re.compile(r"Zoé \{x\}|Ana \{y\}|Bonjour <b>\{z\}</b>")
    assert "{" not in typed.sub("", mail.text)
    for number, _ in enumerate(LETTERS[sort].ways):
        address = f"https://exemple.fr/voie/{number}"
        assert address in mail.text
        assert address in words.links
    assert ("Bonjour" in mail.text) is (language == "fr" or bool(LETTERS[sort].ways))


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_sentence_has_an_english_one_with_the_same_blanks(sentence: str) -> None:
    said = translate_sentence("en", sentence)
    assert said != sentence
    for blank in ("{site}", "{name}", "{email}", "{sender}", "{sheet}"):
        assert (blank in said) is (blank in sentence)


@pytest.mark.parametrize("sort", [s for s in LetterSort if LETTERS[s].link])
def test_plain_text_leads_to_an_address_as_its_language_does(sort: LetterSort) -> None:
    for language, colon in (("fr", "\u00a0:"), ("en", ":")):
        mail = write_letter(HEAD, letter(sort, language))
        leads = re.findall(r"(\s?:)\nhttps://exemple.fr/", mail.text)
        assert leads == [colon] * (1 + len(LETTERS[sort].ways))


def test_a_name_cannot_write_markup() -> None:
    mail = write_letter(
        HEAD, letter(LetterSort.RESET, name="<script>alert(1)</script>")
    )
    assert "<script>" not in mail.html
    assert "La Fabrique &lt;&amp;&gt;" in mail.html
