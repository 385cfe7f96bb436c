"""A request has an identifier: the proxy's where one is trusted and it looks like one."""

import re

import pytest

from commons.web.request.request_record import begin_record, record_of

NGINX = "5c0ffee5c0ffee5c0ffee5c0ffee5c0f"
OURS = re.compile(r"[0-9a-f]{32}")


@pytest.mark.parametrize(
    ("given", "believe", "taken"),
    [
        (NGINX, True, True),
        ("7b0e4c1e-9f1b-4d1c-8a6e-2f0f6a0b1c2d", True, True),
        (NGINX, False, False),
        ("court", True, False),
        ("x" * 65, True, False),
        ("lea@exemple.fr", True, False),
        ('a"} {"level": "error', True, False),
        ("", True, False),
    ],
)
def test_only_a_trusted_identifier_that_looks_like_one_is_taken(
    given: str, *, believe: bool, taken: bool
) -> None:
    environ = {"REQUEST_METHOD": "GET", "HTTP_X_REQUEST_ID": given}
    record = begin_record(environ, believe=believe)
    assert (record.id == given) is taken
    assert taken or OURS.fullmatch(record.id)
    assert record_of({**environ}) is record


def test_no_two_requests_are_called_the_same() -> None:
    made = {begin_record({"REQUEST_METHOD": "GET"}, believe=True).id for _ in range(99)}
    assert len(made) == 99
