"""What pages show of questions and remarks: their words as HTML, and who may do what."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup

from commons.adapters.store.community.remarks import ANYBODY, RemarkReader
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log.version_list import version_authors
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account, Permission
from commons.core.domain.people.remark import MOST_REPLIES, Remark, RemarkState, Thread
from commons.core.domain.sheet import Revision
from commons.core.text.markdown.rendering import render_line
from commons.core.text.markdown.typography import typeset_html
from commons.services.community.remarks import may_resolve
from commons.services.community.steps import locate_step, step_titles
from commons.web.request.context import components, current_account, visitor_may

_BETWEEN = re.compile(r"\n(?:[ \t]*\n)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkLine:
    """A remark as a page shows it; `step` is the anchor of its step today, or "".

    `own`: who asks wrote it. `resolvable`: who asks may say whether it is answered.
    """

    remark: Remark
    html: Markup
    step: str
    own: bool
    resolvable: bool

    @property
    def deleted(self) -> bool:
        """Whether nothing is left of it but its place."""
        return self.remark.state is RemarkState.DELETED

    @property
    def hidden(self) -> bool:
        """Whether only its author and editors see it."""
        return self.remark.state is RemarkState.HIDDEN


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadLine:
    """A question or a remark with its replies; `open` says that it takes one more."""

    line: RemarkLine
    replies: tuple[RemarkLine, ...]
    open: bool


def current_reader() -> RemarkReader:
    """Return as whom the one who asks reads remarks."""
    me = current_account()
    if me is None:
        return ANYBODY
    return RemarkReader(account=me.id, moderates=visitor_may(Permission.MODERATE))


def show_text(text: str) -> Markup:
    """Give the HTML of a remark: paragraphs of lines, their addresses as links."""
    paragraphs = (block.split("\n") for block in _BETWEEN.split(text) if block)
    return Markup("\n").join(
        Markup("<p>{}</p>").format(Markup("<br>\n").join(map(_line, lines)))
        for lines in paragraphs
    )


def _line(line: str) -> Markup:
    html = typeset_html(render_line(line, link=_sheet_address))
    return Markup(html)  # noqa: S704  # cleaned by nh3


def _sheet_address(target: str) -> str | None:
    known = iri.is_id(target)
    return url_for("sheets.negotiate_sheet", sheet=target) if known else None


def show_threads(
    work: Work, head: Revision, threads: Sequence[Thread]
) -> list[ThreadLine]:
    """Return threads of a sheet as the one who asks may see them."""
    me = current_account()
    titles = step_titles(components().schema.kinds[head.kind], head)
    asked = any(one.remark.question for one in threads)
    authors = (
        frozenset(who.id for who, _ in version_authors(work, head.sheet))
        if me and asked
        else frozenset[str]()
    )

    def show(remark: Remark) -> RemarkLine:
        return _show(remark, me, titles, authors)

    return [
        ThreadLine(
            line=show(one.remark),
            replies=tuple(map(show, one.replies)),
            open=one.remark.state is RemarkState.SHOWN
            and len(one.replies) < MOST_REPLIES,
        )
        for one in threads
    ]


def _show(
    remark: Remark,
    me: Account | None,
    titles: Mapping[str, str],
    authors: frozenset[str],
) -> RemarkLine:
    standing = remark.state is not RemarkState.DELETED
    return RemarkLine(
        remark=remark,
        html=show_text(remark.text),
        step=locate_step(titles, remark.step, remark.step_title) if remark.step else "",
        own=me is not None and standing and me.id == remark.account,
        resolvable=me is not None
        and standing
        and remark.question
        and may_resolve(me, remark, authors=authors),
    )
