"""What is told of the devices on which somebody is signed in."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from commons.core.domain.people.sign_in import describe_device, start_of_day

MOZILLA = "Mozilla/5.0"


@pytest.mark.parametrize(
    ("user_agent", "said"),
    [
        (
            f"{MOZILLA} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox · Linux",
        ),
        (
            f"{MOZILLA} (Windows NT 10.0) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0",
            "Edge · Windows",
        ),
        (
            f"{MOZILLA} (Windows NT 10.0) AppleWebKit/537.36 Chrome/131.0 Safari/537.36",
            "Chrome · Windows",
        ),
        (
            f"{MOZILLA} (Linux; Android 14) Chrome/131.0 Mobile Safari/537.36",
            "Chrome · Android",
        ),
        (
            f"{MOZILLA} (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
            "Safari · iPhone",
        ),
        (
            f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15) Version/17.0 Safari/605.1",
            "Safari · macOS",
        ),
        ("curl/8.5.0", ""),
        ("", ""),
        ("<script>alert(1)</script>", ""),
    ],
)
def test_a_device_is_said_in_two_words(user_agent: str, said: str) -> None:
    assert describe_device(user_agent) == said


def test_a_day_begins_at_midnight_whatever_the_zone() -> None:
    late = datetime(2026, 5, 2, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    assert start_of_day(late) == datetime(2026, 5, 1, tzinfo=UTC)
