"""Signing in: by which ways, from which device, and what is told of a session."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
"""What stands in a User-Agent -> what people call it; the first that fits."""


class SignInWay(StrEnum):
    """How a session was opened."""

    PASSWORD = "password"  # noqa: S105  # the name of a way
    PASSKEY = "passkey"
    OPENID = "openid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A browser that is signed in, until an instant, unless it is closed before.

    `digest` names it: the sha-256 of its token. `seen` is the day on which it was last
    used, no finer. `device` are words such as "Firefox · Linux", "" when unknown.
    """

    digest: str
    device: str
    way: SignInWay
    opened: datetime
    seen: datetime
    until: datetime


def start_of_day(instant: datetime) -> datetime:
    """Return the beginning of a day, UTC."""
    return instant.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def describe_device(user_agent: str) -> str:
    """Return the words for a device, without version or model; "" when unknown."""
    found = [
        next((said for sign, said in table if sign in user_agent), "")
        for table in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(word for word in found if word)
