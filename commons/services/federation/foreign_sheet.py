"""Reads a version of a sheet of another commons, and verifies its hash.

Three answers are read: the head, which says whether the sheet stands; the version
that was asked for; and its JSON, for the order of plain lists alone, which RDF does
not have: nothing is taken from it that the verified RDF does not say too.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from commons.adapters.rdf.version_reader import ReadVersion, read_version
from commons.adapters.remote import refusals
from commons.adapters.remote.addresses import host_and_port
from commons.adapters.remote.port import MEGABYTE, Fetched, Remote
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Schema, Value, Values
from commons.core.kinds.values.parsing import parse_published
from commons.errors import DamagedError, FileFormatError, RemoteError
from commons.services.federation.link_headers import linked_in_header
from commons.services.federation.originals import DAMAGED

N_QUADS = "application/n-quads"
MOST_BYTES = 8 * MEGABYTE

_SHEET = re.compile(
    rf"(https?://[^?#\s]*?)/sheets/({iri.ID_PATTERN})(?:/v/([1-9][0-9]{{0,8}}))?"
    r"(?=[./?#]|\Z)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetAddress:
    """A sheet, or one of its versions (`number`, 0 for the head), at a site's base."""

    base: str
    sheet: str
    number: int

    @property
    def iri(self) -> str:
        """The address of the sheet, or of the version."""
        if self.number:
            return iri.version_iri(self.sheet, self.number, self.base)
        return iri.sheet_iri(self.sheet, self.base)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignVersion:
    """A version read and verified; `at` is where its own site says that it is."""

    at: SheetAddress
    read: ReadVersion


def sheet_address(address: str) -> SheetAddress | None:
    """Return the sheet that an address of whichever page of it names, else None."""
    found = _SHEET.match(address.strip())
    if found is None:
        return None
    return SheetAddress(base=found[1], sheet=found[2], number=int(found[3] or 0))


def host_of(address: str) -> str:
    """Return the host of an address, with its port where it is unusual; "" for none."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").rstrip(".")
    return host if port is None else host_and_port(host, port, parts.scheme)


def read_foreign_version(
    remote: Remote, schema: Schema, wanted: SheetAddress
) -> ForeignVersion:
    """Return a version of another commons, or its head.

    Raises RemoteError: what cannot be reached, was deleted, is no sheet of a commons
    (FileFormatError is its cause) or does not give its hash.
    """
    address = f"{wanted.iri}.nq?canonical"
    answer = remote.fetch(address, accept=N_QUADS, most_bytes=MOST_BYTES)
    host = host_of(answer.url)
    if answer.status == 410:
        raise RemoteError(refusals.GONE, host=host)
    if answer.status != 200 or answer.media_type != N_QUADS:
        raise RemoteError(refusals.STATUS, host=host, status=answer.status)
    try:
        read = read_version(schema, answer.body)
    except FileFormatError as error:
        raise RemoteError(refusals.STATUS, host=host, status="?") from error
    except DamagedError as error:
        raise RemoteError(DAMAGED, host=host) from error
    if read.sheet != wanted.sheet or wanted.number not in {0, read.number}:
        raise RemoteError(DAMAGED, host=host)
    if read.deleted:
        raise RemoteError(refusals.GONE, host=host)
    return ForeignVersion(at=_home(answer, wanted, read), read=read)


def with_order(remote: Remote, schema: Schema, found: ForeignVersion) -> ForeignVersion:
    """Return a version whose plain lists have the order that its JSON tells.

    Without it, or when it says anything else, they keep that of RDF.
    """
    kind = schema.kinds[found.read.kind]
    try:
        answer = remote.fetch(
            f"{found.at.iri}.json?canonical",
            accept="application/json",
            most_bytes=MOST_BYTES,
        )
        told = json.loads(answer.body)
        fields = told["fields"]
    except (RemoteError, ValueError, KeyError, TypeError, RecursionError):
        return found
    if not isinstance(fields, dict):
        return found
    hint = parse_published(kind, fields)
    ordered = {
        key: _ordered(value, hint.get(key)) for key, value in found.read.values.items()
    }
    return replace(found, read=replace(found.read, values=ordered))


def _ordered(value: Value, hint: Value | None) -> Value:
    """Return a value in the order of another that says the same."""
    if isinstance(value, list) and isinstance(hint, list):
        if all(isinstance(item, str) for item in (*value, *hint)):
            same = Counter(map(str, value)) == Counter(map(str, hint))
            return list(hint) if same else value
        if len(value) == len(hint):
            pairs = zip(value, hint, strict=True)
            return [_ordered(one, other) for one, other in pairs]
    if isinstance(value, Mapping) and isinstance(hint, Mapping):
        rows: Values = value
        return {key: _ordered(item, hint.get(key)) for key, item in rows.items()}
    return value


def _home(answer: Fetched, wanted: SheetAddress, read: ReadVersion) -> SheetAddress:
    """Return where a version is at home, as its site says it of itself alone."""
    told = linked_in_header(answer.headers.get("link", ""), "canonical")
    named = sheet_address(told[0]) if told else None
    final = sheet_address(answer.url) or wanted
    if (
        named is not None
        and named.sheet == read.sheet
        and host_of(named.base) == host_of(final.base)
    ):
        final = named
    return replace(final, sheet=read.sheet, number=read.number)
