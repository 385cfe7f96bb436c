"""Makes of a revision what its page shows: facts, story, credits.

Where a field goes follows from its type, never from its key, so that a new kind
needs no line here: short values are facts, the rest is the story.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from flask import url_for
from markupsafe import Markup

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log.projections.link_targets import LinkTarget
from commons.core.domain.language import dates, durations as duration
from commons.core.domain.pictures.media import is_name, named_in
from commons.core.domain.schema.kind import Field, Schema, Value
from commons.core.domain.sheet import Level, Revision
from commons.core.kinds.rules.credits import CreditedPerson, authors_of, contributors_of
from commons.core.kinds.rules.sheet_lists import listing_column
from commons.core.kinds.rules.size_limits import limit_rows
from commons.core.kinds.rules.validation import completeness
from commons.core.text.markdown.links import texts_of
from commons.core.text.markdown.parse_budget import BUDGET, most_each, too_heavy
from commons.core.text.markdown.rendering import (
    as_typed,
    line_as_typed,
    render_line,
    render_markdown,
)
from commons.core.text.markdown.typography import typeset_html
from commons.services.publishing.attachments import IMAGE
from commons.web.display.messages import labelled_text
from commons.web.display.sheet.covers import Cover, cover_with
from commons.web.display.sheet.credit_lines import (
    SourceCredit,
    credit_line,
    describe_licence,
    source_credits,
)
from commons.web.display.sheet.facts import Spot, is_fact, keyed_facts, link_address
from commons.web.display.sheet.glance import GlanceFact, glance_facts
from commons.web.display.sheet.images import (
    Download,
    Picture,
    in_markdown,
    show_downloads,
    show_images,
)
from commons.web.display.sheet.linked_sheets import find_targets
from commons.web.display.sheet.listed_sheets import ListedCard, list_cards
from commons.web.display.sheet.value_labels import Titles, in_words
from commons.web.request.context import localised
from commons.web.request.locale import page_language
from commons.wiring.components import Components

APART = frozenset(
    {"title", "summary", "authors", "licence", "sources", "links", "help", "keywords"}
)
"""Fields that have a place of their own on the page."""

MOST_ROWS_SHOWN = 1_000
"""How many items of lists a page shows; sheets of old may have more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A titled row: a step, a moment of a story; `minutes` is None for no duration."""

    title: str
    html: Markup
    duration: str
    date: str
    tip: Markup
    picture: Picture | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A titled part of the story; `style` says which of the others it holds.

    "steps", "items" (short texts as HTML), "sheets" (links), "prose", "pictures"
    (images to show, then the `credited` ones that the texts show), "files", or
    "cards" (the sheets of a list, each with its note).
    """

    key: str
    label: str
    style: str
    steps: tuple[Step, ...] = ()
    items: tuple[Markup, ...] = ()
    spots: tuple[Spot, ...] = ()
    pictures: tuple[Picture, ...] = ()
    credited: tuple[Picture, ...] = ()
    files: tuple[Download, ...] = ()
    cards: tuple[tuple[ListedCard, Markup], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Within:
    """What the texts of a sheet may name: other sheets, and its own images.

    `cards` are the sheets that it lists; `most` is what each text may cost to be
    rendered (parse_budget). `prefix` begins all ids, where several sheets stand on one
    page.
    """

    targets: Mapping[str, LinkTarget]
    pictures: Mapping[str, Picture]
    cards: list[ListedCard]
    most: int
    prefix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All that the page of a revision shows beside its own attributes.

    `as_typed` says that a text asks for too much work to be laid out; `left_out` counts
    the items of lists that are too many for a page. Of the `facts`, `glance` has some
    and `other_facts` the others.
    """

    language: str
    facts: tuple[tuple[str, tuple[Spot, ...]], ...]
    other_facts: tuple[tuple[str, tuple[Spot, ...]], ...]
    glance: tuple[GlanceFact, ...]
    blocks: tuple[Block, ...]
    keywords: tuple[Spot, ...]
    authors: tuple[CreditedPerson, ...]
    contributors: tuple[CreditedPerson, ...]
    cover: Cover
    sources: tuple[SourceCredit, ...]
    links: tuple[Spot, ...]
    help: str
    licence_short: str
    licence_label: str
    licence_url: str
    credit: str
    level: Level
    as_typed: bool
    left_out: int


def present_sheet(
    parts: Components,
    work: Work,
    whole: Revision,
    *,
    budget: int = BUDGET,
    prefix: str = "",
) -> View:
    """Give the view of a revision; reads the titles of the sheets it links to.

    Its texts share `budget` (parse_budget), their ids begin with `prefix`.
    """
    schema = parts.schema
    kind = schema.kinds[whole.kind]
    values, left_out = limit_rows(whole.values, MOST_ROWS_SHOWN)
    revision = replace(whole, values=values)
    targets = find_targets(work, kind, revision.values)
    texts = texts_of(revision.values)
    most = most_each(texts, budget)
    shows = show_images(schema, kind, revision.values)
    cards, unlisted = list_cards(schema, work, kind, revision.values)
    within = _Within(
        targets=targets, pictures=shows, cards=cards, most=most, prefix=prefix
    )
    shown = [f for f in kind.fields if f.key in revision.values and f.key not in APART]
    glance = tuple(glance_facts(revision, labelled=True))
    at_a_glance = {one.key for one in glance}
    facts = list(keyed_facts(schema, shown, revision, targets))
    blocks = (_block(schema, f, revision, within) for f in shown if not is_fact(f))
    return View(
        language=revision.language,
        facts=tuple((label, spots) for _, label, spots in facts),
        other_facts=tuple(
            (label, spots) for key, label, spots in facts if key not in at_a_glance
        ),
        glance=glance,
        blocks=tuple(filter(None, blocks)),
        keywords=tuple(_keywords(revision)),
        authors=authors_of(schema, revision),
        contributors=contributors_of(schema, revision),
        cover=cover_with(revision, next(iter(shows.values()), None)),
        sources=source_credits(schema, revision),
        links=_links(revision),
        help=_help(revision),
        **describe_licence(schema, revision),
        credit=credit_line(schema, revision, parts.settings.base_url),
        level=completeness(schema, kind, revision.values),
        as_typed=any(too_heavy(text, most) for text in texts),
        left_out=left_out + unlisted,
    )


def _keywords(revision: Revision) -> Iterator[tuple[str, str]]:
    """Give each keyword with the address of a search for it."""
    for word in revision.items("keywords"):
        yield str(word), url_for("search.search_page", q=str(word))


_BRACKETED = {"source": "({})"}
"""Column -> how it is put behind the others of its row."""


def is_prose(field: Field, key: str) -> bool:
    """Say whether the page reads Markdown in a text.

    `key` is that of the field, or of the row whose column it is.
    """
    return field.type.is_text and key not in APART


def _block(
    schema: Schema, field: Field, revision: Revision, within: _Within
) -> Block | None:
    values = revision.items(field.key)
    label = localised(field.label)
    targets = within.targets
    if field.type.names_sheet:
        spots = tuple(_spot(targets[v]) for v in map(str, values) if v in targets)
        return Block(key=field.key, label=label, style="sheets", spots=spots)
    if field.type.has_columns:
        return _rows_block(schema, field, revision, within)
    if not field.type.is_text:
        told = (in_words(schema, field, value, {}) for value in values)
        items = tuple(_prose(text, within, line=True) for text in told)
        return Block(key=field.key, label=label, style="items", items=items)
    if field.many:
        items = tuple(_prose(str(value), within, line=True) for value in values)
        return Block(key=field.key, label=label, style="items", items=items)
    items = (_prose(revision.text(field.key), within, prefix=field.key),)
    return Block(key=field.key, label=label, style="prose", items=items)


def _rows_block(
    schema: Schema, field: Field, revision: Revision, within: _Within
) -> Block | None:
    values = revision.items(field.key)
    rows = [row for row in values if isinstance(row, Mapping)]
    label = localised(field.label)
    if listing_column(field):
        cards = tuple(
            (one, _prose(one.note, within, prefix=f"{field.key}-{number}"))
            for number, one in enumerate(within.cards, start=1)
        )
        return Block(key=field.key, label=label, style="cards", cards=cards)
    if {"title", "text"} <= {column.key for column in field.columns}:
        steps = tuple(
            _step(row, within, f"{field.key}-{number}")
            for number, row in enumerate(rows, start=1)
        )
        return Block(key=field.key, label=label, style="steps", steps=steps)
    if any(column.editor == IMAGE for column in field.columns):
        return _gallery(field, revision, within)
    if any(column.type.names_file for column in field.columns):
        files = tuple(show_downloads(values))
        return Block(key=field.key, label=label, style="files", files=files)
    titles = {sheet: head.title for sheet, head in within.targets.items()}
    items = tuple(_told(schema, field, row, titles, within) for row in rows)
    return Block(key=field.key, label=label, style="items", items=items)


def _gallery(field: Field, revision: Revision, within: _Within) -> Block | None:
    """Give the images that no step and no text shows, and the credit of the others.

    A step shows its image with the credit beside it.
    """
    others = {key: v for key, v in revision.values.items() if key != field.key}
    steps = set(_own_names(list(others.values())))
    texts = set(named_in(others)) - steps
    every = within.pictures.values()
    shown = tuple(one for one in every if one.name not in steps | texts)
    credited = tuple(one for one in every if one.name in texts)
    if not shown and not credited:
        return None
    return Block(
        key=field.key,
        label=localised(field.label),
        style="pictures",
        pictures=shown,
        credited=credited,
    )


def _own_names(values: list[Value]) -> Iterator[str]:
    """Give the names of files that are values by themselves, in rows."""
    for value in values:
        if isinstance(value, list):
            yield from _own_names(value)
        elif isinstance(value, Mapping):
            yield from (str(one) for one in value.values() if is_name(one))


def _told(
    schema: Schema,
    field: Field,
    row: Mapping[str, Value],
    titles: Titles,
    within: _Within,
) -> Markup:
    """Give a row as a line: its first column alone, or "first : the others"."""
    told = [
        _BRACKETED.get(column.key, "{}").format(
            in_words(schema, column, row[column.key], titles)
        )
        for column in field.columns
        if column.key in row
    ]
    line = told[0] if len(told) == 1 else labelled_text(told[0], " ".join(told[1:]))
    return _prose(line, within, line=True)


def _step(row: Mapping[str, Value], within: _Within, prefix: str) -> Step:
    def text(key: str) -> str:
        return str(row.get(key, ""))

    return Step(
        title=text("title"),
        html=_prose(text("text"), within, prefix=prefix),
        duration=duration.in_words(text("duration"), page_language()),
        date=dates.in_words(text("date"), page_language()),
        tip=_prose(text("tip"), within, line=True),
        picture=within.pictures.get(text("image")),
        minutes=duration.duration_minutes(text("duration")),
    )


def _prose(
    source: str, within: _Within, *, line: bool = False, prefix: str = ""
) -> Markup:
    """Render an author's text; what comes out of core/text/markdown is clean HTML.

    `prefix` keeps the ids of headings and footnotes apart on a page.
    """
    if not source:
        return Markup("")
    targets = within.targets

    def link(target: str) -> str | None:
        return _spot(targets[target])[1] if target in targets else None

    images = {name: in_markdown(one) for name, one in within.pictures.items()}
    if too_heavy(source, within.most):
        html = line_as_typed(source) if line else as_typed(source)
    elif line:
        html = render_line(source, link=link, images=images)
    else:
        html = render_markdown(
            source, link=link, images=images, prefix=within.prefix + prefix
        )
    return Markup(typeset_html(html))  # noqa: S704  # cleaned by nh3


def _spot(head: LinkTarget) -> Spot:
    return head.title, url_for("sheets.sheet_page", sheet=head.sheet, slug=head.slug)


def _rows(revision: Revision, key: str) -> tuple[Mapping[str, Value], ...]:
    return tuple(row for row in revision.items(key) if isinstance(row, Mapping))


def _links(revision: Revision) -> tuple[Spot, ...]:
    return tuple(
        (str(row.get("title") or row.get("url")), link_address(row))
        for row in _rows(revision, "links")
    )


def _help(revision: Revision) -> str:
    offers = _rows(revision, "help")
    if not offers or not offers[0].get("offered"):
        return ""
    return str(offers[0].get("text", ""))
