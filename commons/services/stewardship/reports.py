"""Takes in what readers report, of anything that is here, and ends it.

What can be reported is a row of TARGETS: a thing has a path here, by which it is found.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from commons.adapters.store.community import remarks
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections import file_visibility
from commons.adapters.store.people import persons
from commons.adapters.store.people.organisations import get_organisation
from commons.adapters.store.site.audit_log import note_act
from commons.adapters.store.stewardship.review import reports
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.language.characters import clean_text
from commons.core.domain.people.account import Account
from commons.core.domain.people.remark import RemarkState
from commons.core.domain.pictures.media import PATTERN
from commons.core.domain.site.audit import AuditAct
from commons.core.domain.site.report import LONGEST_WORDS, Report, ReportReason
from commons.errors import NotFoundError, UnfitFormError

FAULTS = {
    "reason": "Choisissez ce qui ne va pas.",
    "words": "Dites en quelques mots ce qui ne va pas.",
    "long": "Écrivez 1 000 caractères au plus.",
}
"""What may be wrong with a report -> the sentence, to be translated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTarget:
    """A sort of thing that can be reported.

    `pattern` is of its path, whose group is what it is known by; `find` returns what it
    is called, "" where it has no name, and raises NotFoundError where there is none.
    """

    sort: str
    pattern: re.Pattern[str]
    find: Callable[[Work, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTarget:
    """A thing that can be reported: its path here, its sort, what it is called."""

    path: str
    sort: str
    title: str


def _sheet(work: Work, name: str) -> str:
    return revisions.get_head(work, name).title


def _person(work: Work, name: str) -> str:
    return persons.get_person(work, name).name


def _organisation(work: Work, name: str) -> str:
    found = get_organisation(work, name)
    if found.merged:
        raise NotFoundError(name)
    return found.name


def _image(work: Work, name: str) -> str:
    if not file_visibility.is_public(work, name):
        raise NotFoundError(name)
    return ""


def _remark(work: Work, name: str) -> str:
    remark = remarks.get_remark(work, name)
    if remark.state is not RemarkState.SHOWN:
        raise NotFoundError(name)
    return remark.author.name


TARGETS: tuple[ReportTarget, ...] = (
    ReportTarget(
        sort="sheet", pattern=re.compile(rf"/sheets/({iri.ID_PATTERN})"), find=_sheet
    ),
    ReportTarget(
        sort="person", pattern=re.compile(rf"/people/({iri.ID_PATTERN})"), find=_person
    ),
    ReportTarget(
        sort="organisation",
        pattern=re.compile(rf"/organisations/({iri.ID_PATTERN})"),
        find=_organisation,
    ),
    ReportTarget(sort="image", pattern=re.compile(rf"/media/({PATTERN})"), find=_image),
    ReportTarget(
        sort="remark",
        pattern=re.compile(rf"/remarks/({iri.ID_PATTERN})"),
        find=_remark,
    ),
)
"""What can be reported."""


def find_target(work: Work, path: str) -> FoundTarget:
    """Return the thing that stands at a path. Raises NotFoundError."""
    for target in TARGETS:
        if found := target.pattern.fullmatch(path):
            title = target.find(work, found[1])
            return FoundTarget(path=path, sort=target.sort, title=title)
    raise NotFoundError(path)


def report_target(
    work: Work, path: str, reason: str, words: str, account: Account | None
) -> Report:
    """Write down that somebody reports what stands at a path.

    Raises NotFoundError, UnfitFormError for the controls `reason` and `words`, FullError.
    """
    target = find_target(work, path)
    said = clean_text(words)
    faults = _faults(reason, said)
    if faults:
        raise UnfitFormError(faults)
    report = Report(
        id=iri.new_id(),
        target=target.path,
        reason=ReportReason(reason),
        words=said,
        reporter=account.id if account else None,
        instant=clock.now(),
    )
    reports.add_report(work, report)
    return report


def _faults(reason: str, words: str) -> dict[str, str]:
    faults: dict[str, str] = {}
    if reason not in set(ReportReason):
        faults["reason"] = FAULTS["reason"]
    elif reason == ReportReason.OTHER and not words.strip():
        faults["words"] = FAULTS["words"]
    if len(words) > LONGEST_WORDS:
        faults["words"] = FAULTS["long"]
    return faults


def settle_report(
    work: Work, reviewer: Account, identifier: str, *, done: bool
) -> Report:
    """Say that a report was dealt with, or take that back; it is audited.

    Raises NotFoundError.
    """
    report = reports.get_report(work, identifier)
    reports.end_report(work, identifier, clock.now() if done else None)
    act = AuditAct.END_REPORT if done else AuditAct.REOPEN_REPORT
    note_act(work, reviewer.person.id, act, report.target)
    return report
