"""What is decided of a request while it comes in."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest
from waitress.adjustments import Adjustments

from commons.web.middleware.http_request import LARGE_AT_ONCE, RequestParser
from commons.web.middleware.request_body import LARGE_BYTES, MOST_BYTES

Open = Callable[[], RequestParser]


@pytest.fixture
def opened() -> Iterator[Open]:
    """Give a way to begin a request, which is closed in the end."""
    with ExitStack() as stack:
        adjustments = Adjustments(max_request_body_size=2 * MOST_BYTES)
        yield lambda: stack.enter_context(closing(RequestParser(adjustments)))


def head(length: int, *lines: str) -> bytes:
    """Give the head of a request with a body of this length."""
    told = ("POST / HTTP/1.1", "Host: x", f"Content-Length: {length}", *lines)
    return "\r\n".join((*told, "", "")).encode()


def test_a_small_request_is_taken_whole_and_no_byte_of_the_next(opened: Open) -> None:
    one = opened()
    sent = head(3) + b"abc" + b"GET"
    assert one.received(sent) == len(head(3))
    assert one.received(sent[len(head(3)) :]) == 3
    assert (one.completed, one.error, one.crowded) == (True, None, False)
    assert one.get_body_stream().read() == b"abc"


def test_a_body_that_does_not_say_how_long_it_is_is_refused(opened: Open) -> None:
    one = opened()
    one.received(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
    assert (one.completed, one.error.code) == (True, 411)


def test_an_address_that_nobody_can_read_is_refused(opened: Open) -> None:
    one, sent = opened(), b"GET http://[/ HTTP/1.1\r\nHost: x\r\n\r\n"
    assert one.received(sent) == len(sent)
    assert (one.completed, one.error.code) == (True, 400)


def test_who_takes_too_long_is_told_so_and_not_asked_to_go_on(opened: Open) -> None:
    one = opened()
    one.received(head(10, "Expect: 100-continue"))
    assert one.expect_continue
    one.give_up()
    assert (one.completed, one.error.code, one.expect_continue) == (True, 408, False)


def test_one_large_body_too_many_is_heard_out_and_not_kept(opened: Open) -> None:
    large = head(LARGE_BYTES + 1)
    kept = [opened() for _ in range(LARGE_AT_ONCE)]
    for one in kept:
        one.received(large)
    late = opened()
    late.received(large)
    assert [one.crowded for one in (*kept, late)] == [False] * LARGE_AT_ONCE + [True]
    assert late.received(b"a" * 1000) == 1000
    assert late.get_body_stream().read() == b""


def test_a_place_is_given_back_once_however_often_it_is_closed(opened: Open) -> None:
    large = head(LARGE_BYTES + 1)
    kept = [opened() for _ in range(LARGE_AT_ONCE)]
    for one in kept:
        one.received(large)
    kept[0].close()
    kept[0].close()
    following, late = opened(), opened()
    following.received(large)
    late.received(large)
    assert (following.crowded, late.crowded) == (False, True)


def test_a_body_as_large_as_a_form_and_one_beyond_all_bounds_take_no_place(
    opened: Open,
) -> None:
    for length in [LARGE_BYTES, MOST_BYTES + 1] * LARGE_AT_ONCE:
        opened().received(head(length))
    one = opened()
    one.received(head(LARGE_BYTES + 1))
    assert not one.crowded
