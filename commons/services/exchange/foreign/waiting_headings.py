"""Headings of a file of others that wait to see whether anything stays under them."""

from collections.abc import Iterator
from dataclasses import dataclass

from commons.core.text.markdown.sections import Section


@dataclass(slots=True, kw_only=True)
class WaitingHeading:
    """A heading under which nothing stays so far; `lost` when something did stand."""

    section: Section
    lost: bool


def settled_headings(waiting: list[WaitingHeading], level: int) -> Iterator[Section]:
    """Give the headings that stay, once one of this level ends those below it."""
    ended = [one for one in waiting if one.section.level >= level]
    if any(not one.lost for one in ended):
        yield from (one.section for one in waiting if not one.lost or one not in ended)
        waiting.clear()
    else:
        waiting[:] = [one for one in waiting if one not in ended]
