"""What the store is asked when it is large, for tests of how an engine runs it."""

from collections.abc import Callable

from commons.adapters.store.community import remarks
from commons.adapters.store.drafts import draft_shares, drafts
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.imports import csv_uploads, provenance
from commons.adapters.store.log import blocks, revisions, version_list
from commons.adapters.store.log.projections import (
    categories,
    file_visibility,
    link_targets,
    titles_keywords,
    trials,
)
from commons.adapters.store.measures import counts
from commons.adapters.store.people import (
    accounts,
    organisations,
    persons,
    read_marks,
    thanks,
)
from commons.adapters.store.people.credentials import sessions
from commons.adapters.store.site import featured_sheets, repairs
from commons.adapters.store.stewardship.review import held_edits
from commons.core.domain.sheet import REFERENCES
from tests.adapters.store.makers import NOON

Ask = Callable[[Work], object]

ID = "a" * 12
TABLES = (
    *("sheets", "revisions", "blocks", "links", "shelves", "keywords"),
    *("drafts", "companions", "accounts", "sessions"),
    *("thanks", "batches", "traces"),
)


def up(work: Work, choice: categories.Choice) -> object:
    return categories.heads_after(work, choice, after=5, last=99, limit=5)


def down(work: Work, choice: categories.Choice) -> object:
    return categories.heads_before(work, choice, before=99, limit=5)


FEW: dict[str, Ask] = {
    "featured": lambda work: featured_sheets.shown_sheets(work, limit=5),
    "titles by other names": lambda work: titles_keywords.titles_led_by(
        work, ["café", "café des voisins"]
    ),
    "sheets of people": lambda work: organisations.sheets_of_people(
        work, [ID], limit=5
    ),
    "what one may collect": lambda work: link_targets.sheets_written_by(
        work, ID, ["tool"], limit=5
    ),
    "a public file": lambda work: file_visibility.is_public(work, f"{ID}.jpg"),
    "questions": lambda work: remarks.latest_questions(work, limit=5),
    "a person's sheets": lambda work: persons.written_by(work, ID),
    "a page of a person's sheets": lambda work: persons.sheets_written(
        work, ID, limit=5
    ),
    "a person's territories": lambda work: persons.territories_of(work, ID, limit=5),
    "how many sheets of a person": lambda work: persons.count_sheets(work, ID),
    "batches": lambda work: csv_uploads.uploads_of(work, ID),
    "traces": lambda work: provenance.provenance_of(work, [ID]),
    "heads": lambda work: revisions.get_heads(work, [ID]),
    "what a person wrote": lambda work: repairs.count_standing(work, ID),
    "before a person": lambda work: repairs.number_before(work, ID, "p"),
    "what waits": lambda work: held_edits.waiting_edits(work, limit=5),
    "how much waits": held_edits.count_waiting,
    "what waits of a sheet": lambda work: held_edits.waiting_of_sheet(work, ID),
    "by_person": lambda work: revisions.by_person(work, ID, limit=5),
    "titled": lambda work: revisions.sheets_titled(work, "le café"),
    "backlinks": lambda work: link_targets.links_to(work, ID, limit=50),
    "backlinks of a relation": lambda work: link_targets.links_to(
        work, ID, REFERENCES, limit=50
    ),
    "links": lambda work: link_targets.links_from(work, ID),
    "links of a relation": lambda work: link_targets.links_from(work, ID, REFERENCES),
    "names of links": lambda work: link_targets.named_heads(work, [ID]),
    "blocks": lambda work: blocks.blocks_after(work, current=False, after=5, limit=5),
    "current": lambda work: blocks.blocks_after(work, current=True, after=5, limit=5),
    "changes": lambda work: revisions.changes_after(work, 5, 5),
    "changed_heads": lambda work: revisions.changed_heads(work, 5, 5),
    "named_blocks": lambda work: blocks.named_blocks(work, 5, 5),
    "instants": lambda work: revisions.instants_at(work, [5, 9]),
    "session": lambda work: sessions.session_account(work, "a token"),
    "by_email": lambda work: accounts.by_email(work, "a@exemple.fr"),
    "one_shelf": lambda work: up(work, [["theme:food"]]),
    "two_shelves": lambda work: up(work, [["theme:food", "theme:youth"]]),
    "two_groups": lambda work: up(work, [["theme:food"], ["kind:tool"]]),
    "named": lambda work: categories.categories_of(work, "theme"),
    "drafts": lambda work: drafts.drafts_of(work, ID),
    "draft": lambda work: drafts.for_sheet(work, ID, ID),
    "past": lambda work: version_list.list_versions(
        work, ID, version_list.Wanted(author=ID), limit=5
    ),
    "past_count": lambda work: version_list.count_versions(
        work, ID, version_list.Wanted(since=NOON)
    ),
    "past_authors": lambda work: version_list.version_authors(work, ID),
    "thanks": lambda work: thanks.count_thanks(work, [1, 2]),
    "thanks_given": lambda work: thanks.thanks_given(work, ID, [1, 2]),
    "thanks_received": lambda work: thanks.thanks_received(work, ID, limit=5),
    "lent": lambda work: drafts.drafts_shared_with(work, ID),
    "owner": lambda work: drafts.owner_of(work, ID),
    "companions": lambda work: draft_shares.shares_of(work, ID),
    "trials": lambda work: trials.trials_by_place(work, [ID]),
    "latest trials": lambda work: trials.latest_trials(work, ID, limit=5),
    "trials for an author": lambda work: trials.trials_for_author(work, ID, limit=5),
    "versions ever tried": lambda work: trials.versions_ever_tried(work, [ID]),
    "a version": lambda work: link_targets.version_stands(work, ID, 1),
    "the version that stands": lambda work: link_targets.standing_number(work, ID),
    "read mark": lambda work: read_marks.read_mark(work, ID, "a list"),
    "keywords": lambda work: titles_keywords.keywords_starting(work, "caf", limit=5),
    "by_name": lambda work: accounts.by_name(work, "Camille"),
}
"""What must cost as much as it finds, whatever else there is."""

IN_ORDER: dict[str, Ask] = {
    "latest": lambda work: revisions.latest_heads(work, limit=5, offset=5),
    "oldest": lambda work: revisions.oldest_heads(work, kind="tool", limit=5),
    "latest_of_kind": lambda work: revisions.latest_heads(work, limit=5, kind="tool"),
    "changes": lambda work: revisions.changes_after(work, 5, 5),
    "blocks": lambda work: blocks.blocks_after(work, current=False, after=5, limit=5),
    "current": lambda work: blocks.blocks_after(work, current=True, after=5, limit=5),
    "named_blocks": lambda work: blocks.named_blocks(work, 5, 5),
    "counts": counts.count_all,
    "heads_up": lambda work: up(work, []),
    "heads_down": lambda work: down(work, []),
    "shelf_up": lambda work: up(work, [["theme:food"]]),
    "shelf_down": lambda work: down(work, [["theme:food"]]),
}
"""What must come in the order of an index, without anything else being looked at."""

INDEX_ALONE: dict[str, Ask] = {
    "busiest territories": lambda work: categories.count_categories(
        work, "territory", limit=5
    ),
    "categories": lambda work: categories.categories_of(work, "territory"),
    "counts": counts.count_all,
}
"""What counts all that there is: from an index, without one row of a table."""
