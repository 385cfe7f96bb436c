"""Takes a Markdown text apart: its headings, its labelled lines, its items and links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from commons.core.text.markdown.dialects import without_code
from commons.core.text.markdown.typed_html import drop_html

MOST_SECTIONS = 2_000
"""Headings looked at; what comes after stays in the section of the last one."""

LONGEST_TITLE = 120

_HEADING = re.compile(
    r"^ {0,3}(?P<mark>#{1,6})(?:[ \t]+(?P<words>[^\n]*?))?[ \t]*#*[ \t]*$"
    r"|^(?P<over>[^\s>|#*+-][^\n]{0,300})\n(?P<under>=+|-{3,})[ \t]*$",
    re.MULTILINE,
)
_MARKS = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])|\*\*|__|`|~~|(?<!\w)[*_]|[*_](?!\w)"
)
_LINK = re.compile(
    r"(?P<image>!?)\[(?P<words>(?:[^\[\]\n]|\[[^\[\]\n]{0,200}\]){0,500})\]"
    r"\([ \t]{0,9}(?:<(?P<angle>[^<>\n]{1,2000})>"
    r"|(?P<plain>(?:[^()\s<>]|\([^()\s]{0,200}\)){1,2000}+)"
    r"|(?P<spaced>[^()<>\"\n]{1,300}))"
    r"(?:[ \t]{1,9}(?:\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'))?[ \t]{0,9}\)"
)
_ADDRESS = re.compile(r"(?<![(<\w])<?(https?://[^\s<>()\[\]]{1,2000})>?")
_LABEL = re.compile(
    r"^[ \t]*(?:[-*+][ \t]+|#{1,6}[ \t]+)?(?:(?:\*\*|__)(?P<bold>[^*_\n]{1,80}?)(?:\*\*|__)"
    r"[ \t]*:?|(?P<bare>[^\s|:*_#>\[-][^:\n|*_]{0,60}?)[ \t\u00a0]*:)[ \t\u00a0]*(?P<value>\S[^\n]*)$"
    r"|^[ \t]*\|[ \t]*(?:\*\*)?(?P<cell>[^|\n*]{1,80}?)(?:\*\*)?[ \t]*\|[ \t]*(?P<other>[^|\n]{1,2000}?)[ \t]*\|[ \t]*$",
    re.MULTILINE,
)
_ITEM = re.compile(
    r"^(?P<pad> {0,3})(?P<mark>[-*+]|\d{1,4}[.)])[ \t]+(?=\S)", re.MULTILINE
)
_BOLD_LINE = re.compile(
    r"^[ \t]*(?:\d{1,2}[.)][ \t]*)?(?:\*\*|__)(?P<words>[^*_\n]{2,200})(?:\*\*|__)[ \t]*:?[ \t]*$",
    re.MULTILINE,
)
_NUMBERING = re.compile(r"^\(?(?:\d{1,3}(?:\.\d{1,3})*|[IVX]{1,5}|[a-hA-H])[.)°][ \t]*")
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE = re.compile(r"(?<=[.!?…:;])\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what follows it up to the next, whatever its level.

    The text before the first heading is a section of level 0 without one. `head`
    is the heading as it was typed.
    """

    level: int
    heading: str
    head: str
    text: str


def split_sections(text: str) -> list[Section]:
    """Return the sections of a text, in order: together they are all of it."""
    found: list[Section] = []
    level, heading, head, start = 0, "", "", 0
    for count, mark in enumerate(_HEADING.finditer(without_code(text))):
        if count == MOST_SECTIONS:
            break
        found.append(
            Section(
                level=level, heading=heading, head=head, text=text[start : mark.start()]
            )
        )
        level = len(mark["mark"] or "") or (1 if mark["under"].startswith("=") else 2)
        words = mark.span("words") if mark["mark"] else mark.span("over")
        heading = bare_line(text[words[0] : words[1]]) if words[0] >= 0 else ""
        head, start = text[mark.start() : mark.end()], mark.end()
    found.append(Section(level=level, heading=heading, head=head, text=text[start:]))
    return found


def join_sections(parts: list[Section]) -> str:
    """Return the text of which these are the sections."""
    return "\n".join(
        piece.strip("\n") + "\n"
        for part in parts
        for piece in (part.head, part.text)
        if piece.strip()
    )


def heading_of_all(parts: list[Section]) -> int | None:
    """Say which section's heading stands over the whole text, None for none.

    The first one, when it is of the first level, or alone of the highest there is
    and nothing but images stands before it.
    """
    heads = [n for n, part in enumerate(parts) if part.head]
    if not heads or not parts[heads[0]].heading:
        return None
    levels = [parts[n].level for n in heads]
    alone = levels[0] == min(levels) and levels.count(levels[0]) == 1
    first = not any(_LETTER.search(bare_line(part.text)) for part in parts[: heads[0]])
    return heads[0] if levels[0] == 1 or (alone and first) else None


def bare_line(text: str) -> str:
    """Return a line without its marks, its numbering and its closing colon."""
    words = _LINK.sub(_words_of_link, drop_html(text))
    bare = _MARKS.sub(lambda mark: mark["escaped"] or "", words)
    plain = " ".join(bare.split())
    return _NUMBERING.sub("", plain).strip(" :\u00a0\u202f")


def _words_of_link(found: re.Match[str]) -> str:
    """Give the words of a link: none for an image, nor for a mark of a note."""
    address = found["angle"] or found["plain"] or found["spaced"]
    return "" if found["image"] or address.startswith("#") else found["words"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A line that gives a value a name, and where it stands in its text."""

    label: str
    value: str
    start: int
    end: int


def labelled_lines(text: str) -> Iterator[Labelled]:
    """Give the lines such as "* **Durée** : 1 h", "Durée : 1 h", "| Durée | 1 h |"."""
    for found in _LABEL.finditer(without_code(text)):
        label = found["bold"] or found["bare"] or found["cell"]
        group = "other" if found["cell"] else "value"
        start, end = found.span(group)
        yield Labelled(
            label=bare_line(label),
            value=text[start:end].strip().lstrip(":").strip(),
            start=found.start(),
            end=found.end(),
        )


def list_items(text: str) -> list[str]:
    """Return the items of a list, the lines of each put together; else paragraphs."""
    marks = list(_ITEM.finditer(without_code(text)))
    if not marks:
        return [
            " ".join(part.split())
            for part in re.split(r"\n[ \t]*\n", text)
            if part.strip()
        ]
    before = text[: marks[0].start()].strip()
    return ([" ".join(before.split())] if before else []) + [
        " ".join(item.split()) for item in _items(text, marks)
    ]


def read_steps(text: str) -> list[tuple[str, str]]:
    """Return the title and the text of each step that a section tells.

    They are its sub-headings, else its lines in bold, else the items of its list,
    else its paragraphs. What stands before the first is a step of its own.
    """
    parts = [part for part in split_sections(text) if part.head or part.text.strip()]
    if any(part.head for part in parts):
        top = min(part.level for part in parts if part.head)
        return _led([(p.level <= top, p.heading, p.head, p.text) for p in parts])
    bold = list(_BOLD_LINE.finditer(without_code(text)))
    if len(bold) > 1:
        ends = [mark.start() for mark in bold[1:]] + [len(text)]
        lead = [(True, "", "", text[: bold[0].start()])]
        return _led(
            [one for one in lead if one[3].strip()]
            + [
                (
                    True,
                    bare_line(text[slice(*mark.span("words"))]),
                    "",
                    text[mark.end() : end],
                )
                for mark, end in zip(bold, ends, strict=True)
            ]
        )
    marks = list(_ITEM.finditer(without_code(text)))
    if marks:
        before = text[: marks[0].start()].strip()
        told = [before] if before else []
        return [title_from_text(part) for part in (*told, *_items(text, marks))]
    return [
        title_from_text(part) for part in re.split(r"\n[ \t]*\n", text) if part.strip()
    ]


def _led(parts: list[tuple[bool, str, str, str]]) -> list[tuple[str, str]]:
    """Put deeper sections into the step that leads them."""
    found: list[tuple[str, str]] = []
    for leads, heading, head, text in parts:
        if leads or not found:
            found.append((heading, text.strip("\n")))
        else:
            title, before = found[-1]
            found[-1] = (title, f"{before}\n\n{head}\n\n{text.strip()}".strip())
    return [
        (title, text.strip()) if title else title_from_text(text)
        for title, text in found
    ]


def _items(text: str, marks: list[re.Match[str]]) -> list[str]:
    """Return the items of the outermost list, without their marks and indents."""
    least = min(len(mark["pad"]) for mark in marks)
    outer = [mark for mark in marks if len(mark["pad"]) <= least + 1]
    ends = [mark.start() for mark in outer[1:]] + [len(text)]
    found = []
    for mark, end in zip(outer, ends, strict=True):
        lines = text[mark.end() : end].rstrip().split("\n")
        pad = min((_indent(line) for line in lines[1:] if line.strip()), default=0)
        found.append("\n".join([lines[0], *(line[pad:] for line in lines[1:])]).strip())
    return found


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def title_from_text(text: str) -> tuple[str, str]:
    """Return a title for a text: its first words in bold, else its first sentence."""
    whole = text.strip()
    bold = re.match(r"(?:\*\*|__)([^*_\n]{2,200})(?:\*\*|__)[ \t]*[:.–-]?[ \t]*", whole)
    if bold and whole[bold.end() :].strip():
        return shorten_words(bare_line(bold[1])), whole[bold.end() :].strip()
    lines = (bare_line(_ITEM.sub("", one)) for one in whole.split("\n", 20)[:20])
    line = next((one for one in lines if _LETTER.search(one)), "")
    return shorten_words(_SENTENCE.split(line, maxsplit=1)[0].rstrip(" .:;,")), whole


def shorten_words(words: str, most: int = LONGEST_TITLE) -> str:
    """Return words cut between two of them when they are too long."""
    if len(words) <= most:
        return words
    return words[: most - 1].rpartition(" ")[0].rstrip(" ,;:") + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A link or an image of a text: its words, its address, and where it stands."""

    image: bool
    words: str
    address: str
    start: int
    end: int


def links_in(text: str) -> list[Linked]:
    """Return the links and images of a text, and the addresses that stand bare."""
    hidden = without_code(text)
    found = [
        Linked(
            image=bool(mark["image"]),
            words=text[slice(*mark.span("words"))],
            address=text[slice(*mark.span(mark.lastgroup or 0))].strip(),
            start=mark.start(),
            end=mark.end(),
        )
        for mark in _LINK.finditer(hidden)
    ]
    taken = [(one.start, one.end) for one in found]
    at = 0
    for mark in _ADDRESS.finditer(hidden):
        while at < len(taken) and taken[at][1] <= mark.start():
            at += 1
        if at < len(taken) and taken[at][0] <= mark.start():
            continue
        address = mark[1].rstrip(".,;:!?'”»")
        found.append(
            Linked(
                image=False,
                words="",
                address=address,
                start=mark.start(),
                end=mark.end(),
            )
        )
    return sorted(found, key=lambda one: one.start)
