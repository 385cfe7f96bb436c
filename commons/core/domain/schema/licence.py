"""What a licence is, and what may be adapted into what.

The table itself is in schemas/licences.ttl, with the licence texts it rests
on. Keys are SPDX identifiers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


class RemixVerdict(StrEnum):
    """Whether a source under one licence may go into a sheet under another."""

    ALLOWED = "allowed"
    WITH_NOTICE = "with_notice"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """A licence; `key` is its SPDX identifier, `iri` its canonical address.

    `offered` says whether a new sheet may choose it; the others come with
    imports or stand only as the licence of a source. `into` maps the licence
    of an adaptation to a verdict: what is not there is refused. `asks` says in plain
    words what it asks of an adaptation, {} when that was not written; `dated`
    that the date of the source is part of its credit.
    """

    key: str
    iri: str
    label: Mapping[str, str]
    short: str
    aliases: tuple[str, ...]
    offered: bool
    publishable: bool
    into: Mapping[str, RemixVerdict]
    asks: Mapping[str, str] = field(default_factory=dict)
    dated: bool = False


Licences: TypeAlias = Mapping[str, Licence]


def remix_verdict(licences: Licences, source: str, target: str) -> RemixVerdict:
    """Say whether a `source` licence lets an adaptation be under `target`.

    An unknown licence allows nothing.
    """
    licence = licences.get(source)
    if licence is None:
        return RemixVerdict.REFUSED
    return licence.into.get(target, RemixVerdict.REFUSED)
