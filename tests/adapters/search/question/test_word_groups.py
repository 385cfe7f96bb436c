"""Words of scripts that put no spaces between them are found inside a sentence."""

import unicodedata

import pytest
from hypothesis import given, strategies as st

from commons.core.text.french.analysis import analyse_text
from commons.core.text.french.occurrences import stem_occurrences
from tests.adapters.search.makers import a_document, ask, filled, ids

PAIRS = [
    ("カフェ", "広場でワールドカフェを開き、住民が話し合いました。"),
    ("住民参加", "この方法は住民参加を大切にしています。"),
    ("ワールドカフェ", unicodedata.normalize("NFD", "広場でワールドカフェを開く")),
    ("ｶﾞｲﾄﾞ", "住民のためのガイドです"),
    ("水", "この町の水を守る会"),
    ("NPO法人", "地域のNPO法人が運営する"),
    ("公共空間", "我們在城市的公共空間舉行辯論。"),
    ("世界咖啡馆", "他们组织了一次世界咖啡馆活动"),
    ("ชุมชน", "การประชุมของชุมชนที่ตลาดเก่า"),
    ("ที่ดิน", "เราดูแลที่ดินร่วมกัน"),
    ("ປະຊາຊົນ", "ກອງປະຊຸມຂອງປະຊາຊົນໃນບ້ານ"),
    ("សហគមន៍", "ការប្រជុំរបស់សហគមន៍នៅក្នុងភូមិ"),
    ("សហគមន៍", "ការប្រជុំ\u200bរបស់\u200bសហគមន៍\u200bនៅ"),
    ("ရပ်ရွာ", "ကျွန်ုပ်တို့၏ရပ်ရွာအစည်းအဝေး"),
]
APART = [
    ("公園", "公共の庭園"),
    ("นกยูง", "ชุมทางรถไฟ"),
    ("山", "この町の水を守る会"),
]


@pytest.mark.parametrize(("words", "sentence"), PAIRS)
@pytest.mark.parametrize("where", ["title", "body"])
def test_a_word_is_found_inside_a_sentence(index, words, sentence, where) -> None:
    texts = {"body": sentence} if where == "body" else {}
    wanted = a_document(
        "wanted", title=sentence if texts == {} else "Zéro", texts=texts
    )
    filled(index, wanted, a_document("other", title="別の話", sequence=2))
    assert ids(ask(index, words)) == ["wanted"]


@pytest.mark.parametrize(("words", "sentence"), APART)
def test_signs_that_do_not_stand_together_are_no_word(index, words, sentence) -> None:
    filled(index, a_document("other", title="Zéro", texts={"body": sentence}))
    assert ids(ask(index, words)) == []


def test_the_word_as_it_is_asked_comes_first(index) -> None:
    filled(
        index,
        a_document("apart", title="Zéro", texts={"body": "公共の場。空間の設計。"}),
        a_document(
            "whole", title="Zéro", texts={"body": "公共空間の設計。"}, sequence=2
        ),
    )
    assert ids(ask(index, "公共空間"))[0] == "whole"


def test_an_extract_marks_the_whole_word_and_no_more(index) -> None:
    filled(index, a_document("a", title="Zéro", texts={"body": "町の公共空間を守る"}))
    (hit,) = ask(index, "公共空間").hits
    assert hit.extract == ((False, "町の"), (True, "公共空間"), (False, "を守る"))


def test_what_the_title_answers_needs_no_extract(index) -> None:
    body = {"body": "町の公共空間を守る"}
    filled(index, a_document("a", title="公共空間", texts=body))
    (hit,) = ask(index, "公共空間").hits
    assert hit.extract == ()


@given(
    st.lists(
        st.sampled_from(
            [
                *"公共の水ガギｶﾞชุมที่",
                " ",
                "acteur·ice",
                "l’eau",
                "NPO",
                "2024",
                "、",
                "\u200b",
            ]
        )
    )
)
def test_tokens_stand_where_the_text_has_them(pieces: list[str]) -> None:
    text = "".join(pieces)
    tokens = analyse_text(text)
    assert all(0 <= t.start < t.end <= len(text) for t in tokens)
    assert [t.start for t in tokens] == sorted(t.start for t in tokens)
    stems = {token.stem for token in tokens}
    assert [(t.text, t.start, t.end) for t in stem_occurrences(text, stems)] == [
        (t.text, t.start, t.end) for t in tokens
    ]


def test_a_long_text_costs_no_more_than_its_length() -> None:
    tokens = analyse_text("公共空間" * 50_000)
    assert len(tokens) < 300_000
    assert {t.text for t in analyse_text("公共空間")} == {
        "公",
        "公共",
        "共",
        "共空",
        "空",
        "空間",
        "間",
    }
