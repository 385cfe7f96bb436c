"""What may be asked in OAI-PMH 2.0, and how a refusal is called."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from commons.errors import ProtocolError
from commons.feeds.oai.requests import (
    LONGEST_ARGUMENT,
    OaiRequest,
    ResumptionToken,
    read_request,
    read_span,
    read_token,
    utc_datetime,
    wanted_set,
)

TOKEN = ResumptionToken(prefix="oai_dc", set="theme:culture", after=100, last=250)
LIST = [("verb", "ListRecords"), ("metadataPrefix", "oai_dc")]


def at(day: int, hour: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, 0, second, tzinfo=UTC)


@pytest.mark.parametrize(
    "pairs",
    [
        [("verb", "Identify")],
        [("verb", "ListSets")],
        LIST,
        [*LIST, ("from", "2026-03-13"), ("set", "kind")],
        [("verb", "ListRecords"), ("resumptionToken", "x")],
        [("metadataPrefix", "rdf"), ("verb", "GetRecord"), ("identifier", "x")],
    ],
)
def test_what_the_protocol_allows_is_read(pairs: list[tuple[str, str]]) -> None:
    arguments = dict(pairs)
    verb = arguments.pop("verb")
    assert read_request(pairs) == OaiRequest(verb=verb, arguments=arguments)


@pytest.mark.parametrize(
    "pairs",
    [[], [("verb", "identify")], [("verb", "Identify"), ("verb", "Identify")]],
)
def test_a_verb_is_one_of_six_and_stands_once(pairs: list[tuple[str, str]]) -> None:
    with pytest.raises(ProtocolError) as refused:
        read_request(pairs)
    assert refused.value.code == "badVerb"


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([("verb", "ListRecords")], "metadataPrefix is missing"),
        ([("verb", "GetRecord"), ("identifier", "x")], "metadataPrefix is missing"),
        ([("verb", "Identify"), ("set", "x")], "set is no argument"),
        ([*LIST, ("set", "a"), ("set", "a")], "repeated"),
        ([*LIST, ("resumptionToken", "x")], "stands alone"),
        ([*LIST, ("set", "a" * (LONGEST_ARGUMENT + 1))], "set is too long"),
    ],
)
def test_what_does_not_fit_the_verb_is_a_bad_argument(
    pairs: list[tuple[str, str]], words: str
) -> None:
    with pytest.raises(ProtocolError, match=words) as refused:
        read_request(pairs)
    assert refused.value.code == "badArgument"


@pytest.mark.parametrize(
    "token", [TOKEN, ResumptionToken(prefix="rdf", set="", after=0, last=0)]
)
def test_a_token_comes_back_the_same(token: ResumptionToken) -> None:
    assert read_token(token.written()) == token


@pytest.mark.parametrize(
    "text",
    [
        "",
        TOKEN.written()[:-1],
        TOKEN.written().replace("100", "101"),
        TOKEN.written().replace("culture", "food"),
        f"{TOKEN.written()}\n",
        "oai_dc,,1,2,00000000",
    ],
)
def test_a_token_that_was_cut_or_changed_is_none_of_ours(text: str) -> None:
    with pytest.raises(ProtocolError) as refused:
        read_token(text)
    assert refused.value.code == "badResumptionToken"


@pytest.mark.parametrize(
    ("start", "end", "span"),
    [
        (None, None, (None, None)),
        ("2026-03-13", None, (at(13), None)),
        ("2026-03-13", "2026-03-13", (at(13), at(14))),
        (None, "2026-03-13T17:00:05Z", (None, at(13, 17, 6))),
        (
            None,
            "9999-12-31",
            (None, datetime.max.replace(tzinfo=UTC)),
        ),
    ],
)
def test_a_span_holds_its_last_day_or_second(
    start: str | None, end: str | None, span: tuple[datetime | None, datetime | None]
) -> None:
    named = {"from": start, "until": end}
    assert read_span({k: v for k, v in named.items() if v}) == span


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2026-03-14", "2026-03-13", "later than until"),
        ("2026-03-13", "2026-03-13T17:00:00Z", "granularity"),
        ("2026-02-30", "", "from is neither"),
        ("", "", "from is neither"),
        ("2026-03-13T17:00:00", "", "from is neither"),
        ("2026-3-13", "", "from is neither"),
    ],
)
def test_what_is_no_span_is_a_bad_argument(start: str, end: str, words: str) -> None:
    arguments = {"from": start, "until": end} if end else {"from": start}
    with pytest.raises(ProtocolError, match=words) as refused:
        read_span(arguments)
    assert refused.value.code == "badArgument"


def test_an_instant_is_written_to_the_second_in_utc() -> None:
    here = timezone(timedelta(hours=1))
    instant = datetime(2026, 3, 13, 18, 30, 5, 999_000, tzinfo=here)
    assert utc_datetime(instant) == "2026-03-13T17:30:05Z"


def test_a_set_is_a_shelf_or_nothing() -> None:
    assert wanted_set({}) == ""
    assert wanted_set({"set": "theme:culture"}) == "theme:culture"
    for name in ("", "theme:", "a b", ":"):
        with pytest.raises(ProtocolError, match="setSpec"):
            wanted_set({"set": name})
