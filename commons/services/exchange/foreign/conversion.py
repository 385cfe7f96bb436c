"""Turns a file of others into raw values of a kind, and says what found no place.

Nothing that the file says is dropped unsaid: names that mean nothing here are
told; what a field does not take stays in the text, and is told too.
"""

from collections.abc import Iterator, Mapping as Map
from dataclasses import dataclass, field

from commons.core.domain.schema.kind import Kind, Schema
from commons.core.domain.schema.problem import RULES, Problem
from commons.core.text.files.front_matter import Data
from commons.core.text.files.lenient_front_matter import LenientText
from commons.core.text.html.to_markdown import from_html
from commons.core.text.markdown import dialects
from commons.core.text.markdown.sections import (
    Labelled,
    Section,
    heading_of_all,
    join_sections,
    labelled_lines,
    shorten_words,
    split_sections,
)
from commons.services.exchange.foreign.mapping_file import (
    USUAL,
    FieldMapping,
    name_key,
    named_as_ours,
    numbers_only,
)
from commons.services.exchange.foreign.notes import (
    HTML,
    LONG_TITLE,
    NO_ROOM,
    ROUGH,
    TITLE_OF_NAME,
    TOO_MUCH,
    UNKNOWN,
    Note,
)
from commons.services.exchange.foreign.text_fitting import (
    ONE_CHECK,
    FittedText,
    fit_text,
    fitting_values,
    share_numbers,
)
from commons.services.exchange.foreign.waiting_headings import (
    WaitingHeading,
    settled_headings,
)

_DRAFTS = {
    "published": frozenset({"false", "no", "non", "0"}),
    "publish": frozenset({"false", "no", "non", "0"}),
    "draft": frozenset({"true", "yes", "oui", "1"}),
    "brouillon": frozenset({"true", "yes", "oui", "1"}),
    "status": frozenset({"draft", "brouillon", "private", "pending"}),
}
"""Names that say whether a file is published, and their values for one that is not."""

_ORIGINS = frozenset({"id", "uuid", "guid", "idfiche"})
_HANDLED = frozenset({"kind", "permalink", "url", "slug", "aliases", "redirectfrom"})
"""Names that are of use beyond the fields: addresses, by which links find a file."""

_NEVER_GUESSED = frozenset({"licence", "language"})
"""Fields whose value stands as it was said: what is said wrongly is a fault, and no
default takes its place."""

_LONGEST_TITLE = 90

MOST_LOOKED = 40_000
"""Values of a file that are looked at, each time they are; what comes after stays in
the text. A value added to many is looked at with them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """The raw values of a file, and what is to be told of it.

    `draft` is true when its own words say that it is not published; `origin` is
    the identifier that it has elsewhere; `addresses` are those of its page.
    """

    raw: Map[str, object] = field(hash=False)
    notes: tuple[Note, ...] = ()
    draft: bool = False
    origin: str = ""
    addresses: tuple[str, ...] = ()


def convert_file(
    schema: Schema,
    mapping: FieldMapping | None,
    kind: Kind,
    loose: LenientText,
    name: str,
) -> Converted:
    """Turn a file into raw values; `name` is what it is called, without ending.

    Without a mapping the file is written for us: what does not fit a field stays
    there, for the check to refuse it, and the name is no title.
    """
    desk = _Desk(schema=schema, mapping=mapping, kind=kind)
    desk.notes += [Note(sort=note) for note in loose.notes]
    body = desk.standard(loose.body)
    for key, value in loose.meta.items():
        desk.take(str(key), value)
    parts = split_sections(body)
    desk.title(parts, "" if mapping is None else name)
    rest = join_sections(list(desk.placed(parts)))
    kept = [*desk.spilt, rest.strip("\n"), *desk.left]
    text = "\n\n".join(piece for piece in kept if piece.strip())
    before = desk.raw.get("body")
    whole = (
        f"{before}\n\n{text}" if isinstance(before, str) and text else text or before
    )
    raw = {**desk.raw, **({"body": whole} if whole else {})}
    return Converted(
        raw=raw,
        notes=tuple(dict.fromkeys(desk.notes)),
        draft=desk.draft,
        origin=desk.origin,
        addresses=tuple(desk.addresses),
    )


class _Desk:
    """Where what a file says is put into fields, one piece after the other."""

    def __init__(
        self, *, schema: Schema, mapping: FieldMapping | None, kind: Kind
    ) -> None:
        self.raw: dict[str, Data] = {}
        self.notes: list[Note] = []
        self.left: list[str] = []
        self.spilt: list[str] = []
        self.draft = False
        self.origin = ""
        self.addresses: list[str] = []
        self._looked = 0
        self._schema, self._kind = schema, kind
        self._mapping, self._ours_alone = mapping or FieldMapping(), mapping is None
        self._keys = {name_key(one.key): one.key for one in kind.fields}

    def standard(self, text: str) -> str:
        """Give a text as standard Markdown, without HTML."""
        made = from_html(text)
        if made != text:
            self.notes.append(Note(sort=HTML))
        tidy, told = dialects.standard_markdown(made)
        self.notes += [Note(sort=note) for note in told]
        return tidy

    def take(self, name: str, value: Data) -> None:
        """Take a value of the front matter."""
        key = name_key(name)
        if value is None or value in ("", [], {}):
            return
        targets = self._targets(key)
        if targets is None and isinstance(value, dict):
            for inner, one in value.items():
                self.take(f"{name}.{inner}", one)
        elif targets is None and key in _DRAFTS:
            self.draft = self.draft or str(value).casefold() in _DRAFTS[key]
        elif targets is None and key in _ORIGINS:
            self.origin = self.origin or shorten_words(str(value), 80)
        elif targets is None and key in _HANDLED:
            found = value if isinstance(value, list) else [value]
            self.addresses += [str(one) for one in found]
        elif targets is None:
            self.notes.append(Note(sort=UNKNOWN, about=name))
        else:
            self._said(name, targets, value)

    def _targets(self, key: str) -> tuple[str, ...] | None:
        """Give the fields of a name: () for aside on purpose, None for unknown."""
        if key in self._mapping.fields:
            return self._mapping.fields[key]
        target = self._keys.get(key) or USUAL.get(key, "")
        return (target,) if target in self._keys.values() else None

    def _said(self, name: str, targets: tuple[str, ...], value: Data) -> None:
        """Put a value of the front matter into its fields, or leave it in the text."""
        if self._ours_alone:
            self.raw.setdefault(targets[0], self._all_standard(value))
        elif isinstance(value, str):
            text = self.standard(value)
            if targets and not self._put(targets, text, name):
                self.left.append(f"**{name}** : {text}")
        else:
            self._listed(name, targets, self._all_standard(value))

    def _listed(self, name: str, targets: tuple[str, ...], value: Data) -> None:
        for target in targets:
            own = self._ours(target, named_as_ours(value))
            if target in _NEVER_GUESSED:
                self.raw.setdefault(target, own)
                continue
            found = fitting_values(
                self._schema, self._kind, target.partition(".")[0], own
            )
            if not self._add(target, found, name) and own is not None:
                self.left.append(f"**{name}** : {_words(value)}")

    def _all_standard(self, value: Data) -> Data:
        """Give a value with all its texts as standard Markdown."""
        if isinstance(value, str):
            return self.standard(value)
        if isinstance(value, dict):
            return {key: self._all_standard(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._all_standard(item) for item in value]
        return value

    def _put(self, targets: tuple[str, ...], text: str, name: str) -> bool:
        """Put a text into fields; False when words of it must stay in the text."""
        if self._looked >= MOST_LOOKED:
            self.notes.append(Note(sort=TOO_MUCH))
            return False
        self._looked += ONE_CHECK
        if numbers_only(self._kind, targets):
            shared = share_numbers(targets, text)
            for target, number in shared.items():
                self.raw.setdefault(target, number)
            return bool(shared) or not text.strip()
        whole = True
        for target in targets:
            ours = self._ours(target, text)
            if ours is None:
                continue
            if target in _NEVER_GUESSED:
                self.raw.setdefault(target, ours)
            elif isinstance(ours, str):
                found = fit_text(self._schema, self._kind, target, ours)
                self._tell_rough(target, ours)
                whole = self._add(target, found, name) and whole
            else:
                found = fitting_values(self._schema, self._kind, target, ours)
                whole = self._add(target, found, name) and whole
        return whole

    def _add(self, target: str, found: FittedText, name: str) -> bool:
        """Add what fits to a field; False when words of it found no place."""
        key = target.partition(".")[0]
        self._looked += found.looked
        if found.problem is not None:
            self.notes.append(Note(sort=NO_ROOM, about=_why(key, name, found.problem)))
        if found.raw is None:
            return found.problem is None and found.whole
        own = self._kind.field(key)
        standing = self.raw.get(key)
        if standing is None:
            self.raw[key] = found.raw
        elif key == "body":
            self.raw[key] = f"{standing}\n\n{found.raw}"
        elif own.many:
            both = [*_list(standing), *_list(found.raw)]
            kept = fitting_values(self._schema, self._kind, key, both)
            self._looked += kept.looked
            self.raw[key] = kept.raw if kept.raw is not None else standing
            return found.whole and kept.whole
        else:
            return standing == found.raw
        return found.whole

    def _tell_rough(self, target: str, text: str) -> None:
        if self._kind.field(target.partition(".")[0]).type.is_rough(text):
            self.notes.append(Note(sort=ROUGH, about=text))

    def _ours(self, target: str, value: Data) -> Data:
        """Give our value for one of theirs; None for what is aside on purpose."""
        values = self._mapping.values.get(target.partition(".")[0], {})
        if not values:
            return value
        if isinstance(value, list):
            found = [values.get(name_key(item), item) for item in value]
            return [item for item in found if item is not None]
        if name_key(value) in values:
            return values[name_key(value)]
        pieces = [piece.strip() for piece in str(value).split(",")]
        if len(pieces) > 1 and any(name_key(piece) in values for piece in pieces):
            return self._ours(target, list[Data](pieces))
        return value

    def title(self, parts: list[Section], name: str) -> None:
        """Find the title: what was said, else the first heading, else the name."""
        top = heading_of_all(parts)
        if (
            top is not None
            and self._mapping.fields.get(name_key(parts[top].heading)) is None
        ):
            said, first = self.raw.get("title"), parts[top]
            if said is None or name_key(said) == name_key(first.heading):
                self.raw.setdefault("title", first.heading)
                parts[top] = Section(level=0, heading="", head="", text=first.text)
        if not self.raw.get("title") and not name:
            return
        if not self.raw.get("title"):
            self.raw["title"] = (
                name.replace("-", " ").replace("_", " ").strip().capitalize()
            )
            self.notes.append(Note(sort=TITLE_OF_NAME, about=name))
        whole = str(self.raw["title"])
        if len(whole) > _LONGEST_TITLE and not self._ours_alone:
            self.raw["title"] = shorten_words(whole, _LONGEST_TITLE)
            self.spilt.append(f"**{whole}**")
            self.notes.append(Note(sort=LONG_TITLE, about=whole))

    def placed(self, parts: list[Section]) -> Iterator[Section]:
        """Put sections and labelled lines into fields; give the sections that stay.

        A heading goes with what stood under it, once all of that found a place.
        """
        waiting: list[WaitingHeading] = []
        at = 0
        while at < len(parts):
            part, end = self._heading_line(parts[at]), self._end(parts, at)
            if part.head and self._taken(parts[at:end]):
                for one in waiting:
                    one.lost = one.lost or one.section.level < part.level
                at = end
                continue
            yield from settled_headings(waiting, part.level)
            cut, left = self._lines(part)
            if left.text.strip() or not part.head:
                yield from (one.section for one in waiting)
                waiting = []
                yield left
            else:
                waiting.append(WaitingHeading(section=left, lost=cut))
            at += 1
        yield from settled_headings(waiting, 0)

    def _heading_line(self, part: Section) -> Section:
        """Put a heading such as "## Durée : 1 h" into its field; return what stays."""
        if not any(map(self._line, labelled_lines(part.head))):
            return part
        return Section(level=part.level, heading="", head="", text=part.text)

    def _taken(self, parts: list[Section]) -> bool:
        """Put a section with those within it into its fields; False when it stays."""
        first, *rest = parts
        targets = self._mapping.fields.get(name_key(first.heading))
        if targets is None:
            return False
        whole = join_sections(
            [Section(level=0, heading="", head="", text=first.text), *rest]
        )
        return not targets or self._put(targets, whole.strip("\n"), first.heading)

    def _end(self, parts: list[Section], at: int) -> int:
        """Give where a section ends that has a field, with those within it."""
        known = self._mapping.fields
        if name_key(parts[at].heading) not in known:
            return at + 1
        for end in range(at + 1, len(parts)):
            within = parts[end].level > parts[at].level
            if not within or name_key(parts[end].heading) in known:
                return end
        return len(parts)

    def _lines(self, part: Section) -> tuple[bool, Section]:
        """Put the labelled lines of a section into fields; give what stays of it."""
        kept, end = [], 0
        for line in labelled_lines(part.text):
            if self._line(line):
                kept.append(part.text[end : line.start])
                end = line.end + part.text.startswith("\n", line.end)
        text = "".join([*kept, part.text[end:]])
        left = Section(
            level=part.level, heading=part.heading, head=part.head, text=text
        )
        return bool(kept), left

    def _line(self, line: Labelled) -> bool:
        targets = self._mapping.fields.get(name_key(line.label))
        if targets is None:
            return False
        return self._put(targets, line.value, line.label)


def _list(value: Data) -> list[Data]:
    return value if isinstance(value, list) else [value]


def _words(value: Data) -> str:
    if isinstance(value, list):
        return ", ".join(_words(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} : {_words(item)}" for key, item in value.items())
    return str(value)


def _why(key: str, name: str, problem: Problem) -> str:
    reason = RULES[problem.rule] % dict(problem.details)
    return f"{name} → {key} : {reason}"
