"""What a file of a sheet says, and what is refused with the line."""

import pytest
import yaml
from hypothesis import example, given, strategies as st

from commons.core.text.files.front_matter import read_front_matter, write_front_matter
from commons.errors import FileFormatError

LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.lists(LINES, max_size=5).map("\n".join),
    st.sampled_from(
        ["no", "12:30", "0o14", "1e3", "~", "0x1f", ".5", "010", "---", "- a", "<<"]
    ),
)
NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))
VALUES = st.recursive(
    st.one_of(TEXTS, NUMBERS, st.booleans(), st.none()),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4)
    ),
    max_leaves=12,
)
BODIES = st.one_of(
    st.lists(LINES, max_size=5).map("\n".join).map(lambda text: text.replace("￾", "")),
    st.sampled_from(["---", "---\na: 1\n---\n", "\n\nx", "\n", "x\n", "…"]),
)


@given(st.dictionaries(TEXTS, VALUES, max_size=5), BODIES)
@example({"a": "un\n\n deux\n"}, "---\n")
@example({"a": "\n x"}, "")
@example({"a": {"b": [[], {}]}}, "\n---\n")
def test_what_is_written_is_read_back(meta, body):
    assert read_front_matter(write_front_matter(meta, body)) == (meta, body)


@given(st.dictionaries(TEXTS, VALUES, max_size=3))
def test_other_readers_of_yaml_see_the_same_texts(meta):
    header = write_front_matter({"a": [text for text in meta if text]}, "").split(
        "---\n"
    )[1]
    if "---" not in "".join(meta):
        assert yaml.safe_load(header) == {"a": [text for text in meta if text]}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("Yes", "Yes"),
        ("on", "on"),
        ("true", True),
        ("12:30", "12:30"),
        ("2018-11-05", "2018-11-05"),
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("1.50", 1.5),
        ("1e3", 1000.0),
        (".inf", ".inf"),
        ("~", None),
        ('"12"', "12"),
        ("'no'", "no"),
        ("=", "="),
    ],
)
def test_plain_words_mean_what_yaml_1_2_says(written, value):
    meta, _ = read_front_matter(f"---\na: {written}\n---\n")
    assert meta == {"a": value}
    assert type(meta["a"]) is type(value)


def test_a_file_without_front_matter_is_all_body():
    assert read_front_matter("# Titre\n") == ({}, "# Titre\n")


def test_keys_are_texts_whatever_they_look_like():
    assert read_front_matter("---\nno: 1\n12: 2\n---\n")[0] == {"no": 1, "12": 2}


def test_windows_line_ends_and_a_byte_order_mark_are_taken():
    assert read_front_matter(b"\xef\xbb\xbf---\r\na: b\r\n---\r\n\r\nc\r\n") == (
        {"a": "b"},
        "c\n",
    )


def test_several_lines_are_written_as_such():
    assert "a: |-\n  un\n\n  deux\n" in write_front_matter({"a": "un\n\ndeux"}, "")


def test_controls_break_no_header_and_stay_for_who_cleans():
    text = "---\na: un\x0bdeux\nb: |\n  trois\x85\n  quatre\u2028\n---\n\nx\x0by\rz\x07"
    assert read_front_matter(text) == (
        {"a": "un\x0bdeux", "b": "trois\x85\nquatre\u2028\n"},
        "x\x0by\nz\x07",
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"---\na: 1\nb: \xff\n---\n", "ligne 3 : ce fichier n’est pas en UTF-8"),
        ("---\na: 1\n---\n\nx\n\ufffe", "ligne 6 : caractère invisible"),
        ("---\na: 1\n", "ligne 1 : l’en-tête"),
        ("---\na: 1\nb: [\n---\n", "ligne 4 : YAML illisible"),
        ("---\na: 1\na: 2\n---\n", "ligne 3 : la clé « a » est là deux fois"),
        ("---\na: &x 1\nb: *x\n---\n", "ligne 2 : les ancres"),
        ("---\nb: *x\n---\n", "ligne 2 : les ancres"),
        ("---\n- a\n---\n", "ligne 2 : l’en-tête doit être"),
        ("---\na: !!python/name:os.system\n---\n", "ligne 2 : l’étiquette"),
        ("---\na: !!binary eA==\n---\n", "ligne 2 : l’étiquette"),
        (f"---\na: {'[' * 5000}\n---\n", "ligne 2 : les listes sont trop"),
        ("---\n{a: 1}: 2\n---\n", "ligne 2 : une clé doit être un texte"),
        ("---\na: 1\n...\nb: 2\n---\n", "ligne"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_line(content, words):
    with pytest.raises(FileFormatError, match="^" + words.replace("(", "\\(")):
        read_front_matter(content)
