"""Knows what may be asked in OAI-PMH 2.0: verbs, arguments, dates, tokens.

What is wrong raises ProtocolError, under the codes of the protocol's section 3.6.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from commons.core.domain import clock
from commons.core.kinds.rules.categories import is_category
from commons.errors import ProtocolError

TOKEN = "resumptionToken"  # noqa: S105  # the name of an argument
LONGEST_ARGUMENT = 2_000

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SECOND = re.compile(_DAY.pattern + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_STEPS = {_DAY: timedelta(days=1), _SECOND: timedelta(seconds=1)}
_END = datetime.max.replace(tzinfo=UTC)
_TOKEN = re.compile(
    r"([A-Za-z_]{1,40}),([^,]{0,200}),([0-9]{1,18}),([0-9]{1,18}),([0-9a-f]{8})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """What a verb needs and may have beside; `resumed`: or a token alone."""

    needs: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()
    resumed: bool = False


_LIST = Verb(
    needs=frozenset({"metadataPrefix"}),
    takes=frozenset({"from", "until", "set"}),
    resumed=True,
)
VERBS: Mapping[str, Verb] = {
    "Identify": Verb(),
    "ListMetadataFormats": Verb(takes=frozenset({"identifier"})),
    "ListSets": Verb(resumed=True),
    "ListIdentifiers": _LIST,
    "ListRecords": _LIST,
    "GetRecord": Verb(needs=frozenset({"identifier", "metadataPrefix"})),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OaiRequest:
    """A request that the protocol allows; `arguments` are without the verb."""

    verb: str
    arguments: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumptionToken:
    """Where a list goes on: after a sequence of the log, up to its last one.

    `last` was the head of the log at the first answer, unless `until` is
    before. Positions, not offsets: what changes meanwhile moves beyond `last`.
    """

    prefix: str
    set: str
    after: int
    last: int

    def written(self) -> str:
        """Give the text that a harvester sends back, for ever good."""
        said = f"{self.prefix},{self.set},{self.after},{self.last}"
        return f"{said},{_digest(said)}"


def read_request(pairs: Iterable[tuple[str, str]]) -> OaiRequest:
    """Read the arguments of a request. Raises ProtocolError."""
    given = list(pairs)
    verbs = [value for name, value in given if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise ProtocolError("badVerb", f"The verb is one of {', '.join(VERBS)}, once.")
    arguments = {name: value for name, value in given if name != "verb"}
    if len(arguments) + 1 != len(given):
        raise bad_argument("An argument is repeated.")
    for name, value in arguments.items():
        if len(value) > LONGEST_ARGUMENT:
            raise bad_argument(f"{name[:40]} is too long.")
    _fits(VERBS[verbs[0]], arguments.keys())
    return OaiRequest(verb=verbs[0], arguments=arguments)


def read_token(text: str) -> ResumptionToken:
    """Read a token of ours; any other raises badResumptionToken."""
    found = _TOKEN.fullmatch(text)
    if found is None or _digest(text.rpartition(",")[0]) != found[5]:
        raise bad_token()
    return ResumptionToken(
        prefix=found[1], set=found[2], after=int(found[3]), last=int(found[4])
    )


def read_span(arguments: Mapping[str, str]) -> tuple[datetime | None, datetime | None]:
    """Give the first instant of `from`, and the first after `until`."""
    start, end = arguments.get("from"), arguments.get("until")
    if start and end and len(start) != len(end):
        raise bad_argument("from and until have not the same granularity.")
    first = None if start is None else _date("from", start)[0]
    beyond = None if end is None else _date("until", end)[1]
    if first and beyond and first >= beyond:
        raise bad_argument("from is later than until.")
    return first, beyond


def utc_datetime(instant: datetime) -> str:
    """Write an instant as a UTCdatetime: 2026-03-13T17:30:00Z."""
    return f"{clock.iso_format(instant)[:19]}Z"


def wanted_set(arguments: Mapping[str, str]) -> str:
    """Give the set that is asked for, "" for all."""
    name = arguments.get("set")
    if name is not None and not is_category(name):
        raise bad_argument("set is no setSpec.")
    return name or ""


def bad_argument(message: str) -> ProtocolError:
    """Give the refusal of an argument."""
    return ProtocolError("badArgument", message)


def bad_token() -> ProtocolError:
    """Give the refusal of a token."""
    return ProtocolError("badResumptionToken", "This token is none of ours.")


def _fits(verb: Verb, names: Iterable[str]) -> None:
    """Check the names of arguments against what the verb takes."""
    given = set(names)
    if verb.resumed and TOKEN in given:
        if len(given) > 1:
            raise bad_argument(f"{TOKEN} stands alone.")
        return
    if lacking := sorted(verb.needs - given):
        raise bad_argument(f"{', '.join(lacking)} is missing.")
    if strange := sorted(given - verb.needs - verb.takes):
        raise bad_argument(f"{', '.join(strange)[:200]} is no argument of this verb.")


def _date(name: str, text: str) -> tuple[datetime, datetime]:
    """Give when a day or a second begins, and when it is over."""
    for form, step in _STEPS.items():
        if form.fullmatch(text):
            try:
                start = datetime.fromisoformat(text).replace(tzinfo=UTC)
            except ValueError:
                break
            return start, start + step if start < _END - step else _END
    raise bad_argument(f"{name} is neither YYYY-MM-DD nor YYYY-MM-DDThh:mm:ssZ.")


def _digest(text: str) -> str:
    """Give what tells a token cut short or altered; it is no secret."""
    return sha256(text.encode()).hexdigest()[:8]
