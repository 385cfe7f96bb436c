"""The encoding of a text is told, guessed from its words, and a guess says so."""

import pytest

from commons.core.text.files.encodings import (
    ENCODINGS,
    decode_text,
    read_once,
    sample_lines,
)
from commons.errors import FileFormatError

FRENCH = (
    "Titre;Texte\r\nDébat mouvant;À la médiathèque, où l’on s’écoute ; « ça » marche."
    "\r\nNoël à Évreux;Le cœur de bourg, naïf et rêvé : 10 € par élève.\r\n"
)
PLAIN = FRENCH.replace("œ", "oe").replace("’", "'").replace("€", "euros")
SHORT = [
    "Débat",
    "médiathèque",
    "où çà ?",
    "Île-de-France, Évreux",
    "ÉTÉ À LA MER",
]


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "mac_roman", "iso8859_15"])
@pytest.mark.parametrize(
    "text", [PLAIN, "Nom;Ville\nRené;Besançon\n", "é;è\nété;hiver\n"]
)
def test_the_likely_encodings_are_told_apart_by_their_words(
    encoding: str, text: str
) -> None:
    found = decode_text(text.encode(encoding))
    assert (found.text, found.guessed) == (text, True)


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_typographic_signs_help(encoding: str) -> None:
    found = decode_text(FRENCH.encode(encoding))
    assert (found.text, found.encoding, found.guessed) == (FRENCH, encoding, True)


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "mac_roman"])
@pytest.mark.parametrize("text", SHORT)
def test_a_few_words_are_enough(encoding: str, text: str) -> None:
    assert decode_text(text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_mark_or_sound_utf_8_leaves_no_doubt(encoding: str) -> None:
    found = decode_text(FRENCH.encode(encoding))
    assert (found.text, found.guessed) == (FRENCH, False)


def test_an_encoding_that_is_given_is_obeyed_or_refused() -> None:
    assert set(ENCODINGS) >= {"utf-8", "cp1252", "cp850"}
    assert decode_text("é".encode("cp850"), "cp1252").text == "\u201a"
    with pytest.raises(FileFormatError) as caught:
        decode_text("a\né".encode("cp850"), "utf-8")
    assert caught.value.line == 2


def test_damaged_utf_8_is_told_with_its_line_and_not_guessed() -> None:
    with pytest.raises(FileFormatError) as caught:
        decode_text("é;à\nè;ù\n".encode() + b"\xe9\n")
    assert caught.value.line == 3


def test_a_sample_shows_what_is_to_be_confirmed() -> None:
    assert sample_lines("Titre;Débat\nsans accent\nà la médiathèque") == (
        "Débat",
        "à la médiathèque",
    )


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_read_in_its_order(codec: str) -> None:
    text = "Titre;Durée\nDébat à l’école;1 h\n"
    assert decode_text(text.encode(codec), "utf-16").text == text


@pytest.mark.parametrize("codec", ["cp1252", "cp850", "mac_roman", "latin-1"])
def test_utf_8_that_was_read_as_another_encoding_is_read_once(codec: str) -> None:
    text = "Débat à l’école, où ça naît"
    assert read_once(text.encode().decode(codec)) == text


@pytest.mark.parametrize(
    "text", ["Debate", "Débat à l’école", "Ã là", "Dé", "Ünï", "日本語", "© 2024 √2 é"]
)
def test_what_was_read_well_is_left_as_it_is(text: str) -> None:
    assert read_once(text) == ""
