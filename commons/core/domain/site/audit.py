"""An act that somebody answers for, and the chain that shows a missing one."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from commons.core.domain import clock

FIRST_HASH = "0" * 64
"""What the first entry is chained to."""


class AuditAct(StrEnum):
    """What was done; entries keep these words for ever."""

    ROLE = "role"
    BLOCK = "block"
    UNBLOCK = "unblock"
    PASSWORD_LINK = "password_link"  # noqa: S105  # the name of an act
    PASSWORD = "password"  # noqa: S105  # the name of an act
    EMAIL = "email"
    SECOND_FACTOR_ON = "second_factor_on"
    SECOND_FACTOR_OFF = "second_factor_off"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    PURGE = "purge"
    REDACT = "redact"
    API_TOKEN = "api_token"  # noqa: S105  # the name of an act
    END_API_TOKEN = "end_api_token"  # noqa: S105  # the name of an act
    LINK_IDENTITY = "link_identity"
    UNLINK_IDENTITY = "unlink_identity"
    INVITE = "invite"
    LEAVE = "leave"
    REPAIR = "repair"
    UNDO_REPAIR = "undo_repair"
    DELETE = "delete"
    RESTORE = "restore"
    FEATURE = "feature"
    SITE_PAGE = "site_page"
    THESAURUS = "thesaurus"
    THEME = "theme"
    NOTICE = "notice"
    ACCEPT_EDIT = "accept_edit"
    REFUSE_EDIT = "refuse_edit"
    END_REPORT = "end_report"
    REOPEN_REPORT = "reopen_report"
    HIDE_REMARK = "hide_remark"
    SHOW_REMARK = "show_remark"
    IMPORT = "import"
    MAIL = "mail"
    ORGANISATION = "organisation"
    SETTING = "setting"
    BACKUP = "backup"
    FAILED_SIGN_INS = "failed_sign_ins"


DETAILS = frozenset(
    {
        *("added", "author", "basis", "before_or_after", "by", "colour", "count"),
        *("done", "head", "help", "into", "issuer", "link", "logo", "name", "of"),
        *("order", "out_of", "parent", "purge", "reads", "reason", "repair", "role"),
        *("scopes", "sort", "source", "state", "territory", "undone", "value"),
        *("version", "versions", "words"),
    }
)
"""What an entry may tell beside its target; the pages have words for each."""

_BEFORE = "_before"
_IN_LANGUAGE = re.compile(r"(help|name)_([a-z]{2,3})")


@dataclass(frozen=True, slots=True)
class SplitDetail:
    """A detail of DETAILS, its language ("" for none), whether it is what stood before."""

    name: str
    language: str = ""
    before: bool = False


def split_detail(key: str) -> SplitDetail:
    """Read a detail as an entry has it, as `name_fr_before`."""
    name = key.removesuffix(_BEFORE)
    before = name != key
    if found := _IN_LANGUAGE.fullmatch(name):
        return SplitDetail(found[1], found[2], before)
    return SplitDetail(name, "", before)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One entry: who did what to what.

    `actor` is the id of a person, "" for the operator at the command line and for the
    site itself; `target` is what it was done to: the id of a person, a sheet, a page.
    """

    number: int
    instant: datetime
    actor: str
    act: AuditAct
    target: str
    details: Mapping[str, str] = field(default_factory=dict)
    hash: str = ""


def entry_hash(entry: AuditEntry, before: str) -> str:
    """Return the sha-256 of an entry and of the hash of the one before it."""
    said = [
        before,
        str(entry.number),
        str(clock.to_milliseconds(entry.instant)),
        entry.actor,
        entry.act.value,
        entry.target,
        json.dumps(dict(entry.details), sort_keys=True, ensure_ascii=False),
    ]
    return sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def entry_as_json(entry: AuditEntry) -> str:
    """Return an entry as it is exported: one line of JSON."""
    said = {
        "number": entry.number,
        "instant": entry.instant.isoformat(timespec="milliseconds"),
        "actor": entry.actor,
        "act": entry.act.value,
        "target": entry.target,
        "details": dict(entry.details),
        "hash": entry.hash,
    }
    return json.dumps(said, ensure_ascii=False)
