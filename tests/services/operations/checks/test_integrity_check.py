"""The check: each column of each table is compared, or it is said why it cannot be."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from commons.adapters.store.community import messages, remarks
from commons.adapters.store.community.notifications import (
    digests,
    events,
    inbox,
    searches,
)
from commons.adapters.store.community.notifications.subscriptions import (
    subscribe,
    write_deliveries,
)
from commons.adapters.store.drafts import draft_shares, drafts
from commons.adapters.store.engine.postgresql.connecting.pipelines import send_together
from commons.adapters.store.engine.tables.core_tables import Row
from commons.adapters.store.engine.tables.site.review_tables import ReportRow
from commons.adapters.store.engine.tables.site.stewardship_tables import DailyReadingRow
from commons.adapters.store.engine.unit_of_work import Store, Work, open_file
from commons.adapters.store.federation import incoming, news, outgoing
from commons.adapters.store.imports import (
    csv_uploads,
    loads,
    provenance,
)
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections import file_visibility
from commons.adapters.store.measures import follower_checkpoints, quota_counters
from commons.adapters.store.measures.inconsistencies import ONLY_HERE
from commons.adapters.store.people import (
    account_tokens,
    accounts,
    mail_queue,
    organisations,
    profiles,
    read_marks,
    thanks,
)
from commons.adapters.store.people.account_tokens import AccountToken, TokenPurpose
from commons.adapters.store.people.credentials import (
    api_tokens,
    external_identities,
    invitations,
    passkeys,
    second_factors,
    sessions,
)
from commons.adapters.store.people.credentials.invitations import Invitation
from commons.adapters.store.people.credentials.passkeys import Passkey
from commons.adapters.store.people.credentials.second_factors import SecondFactor
from commons.adapters.store.site import (
    audit_log,
    featured_sheets,
    missed_searches,
    repairs,
    theme_edits,
    thesaurus_edits,
)
from commons.adapters.store.site.appearance import write_appearance
from commons.adapters.store.site.chosen_settings import write_chosen
from commons.adapters.store.stewardship.purge import purges
from commons.adapters.store.stewardship.review import held_edits, review_marks
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.api_token import ApiToken, Scope
from commons.core.domain.people.followed_search import FollowedSearch
from commons.core.domain.people.message import Message
from commons.core.domain.people.notification import Delivery, EventKind, NewEvent
from commons.core.domain.people.profile import Organisation, Profile
from commons.core.domain.people.remark import Remark
from commons.core.domain.schema.kind import Values
from commons.core.domain.schema.theme import Theme
from commons.core.domain.schema.thesaurus import TermRole, ThesaurusEdit
from commons.core.domain.sheet import Action, Draft, DraftFork
from commons.core.domain.site.appearance import Appearance
from commons.core.domain.site.audit import AuditAct
from commons.core.domain.site.missed_search import Outcome
from commons.core.domain.site.notice import ReceivedState
from commons.core.domain.site.purge import (
    LegalBasis,
    Purge,
    PurgedVersion,
    PurgeSort,
)
from commons.core.domain.site.review import HeldEdit
from commons.core.domain.site.site_page import PageInLanguage
from commons.services.operations.checks.integrity_check import (
    unlawful_heads,
    verify_instance,
    verify_work,
)
from commons.services.operations.checks.repair import find_stale_rows, make_again
from commons.services.people.accounts import Application, sign_up
from commons.services.stewardship.missed_searches import wish_for_sheet
from commons.services.stewardship.site_pages import save_page
from commons.wiring.components import Components
from tests.adapters.store.makers import an_incoming, an_outgoing, publish
from tests.conftest import instance
from tests.feeds.conftest import CAMILLE, Desk
from tests.people.visitor import PASSWORD
from tests.servers.server import ordered
from tests.services.operations.checks.damaged_rows import (
    LOG,
    damage_rows,
    list_rows,
    store_in,
)
from tests.services.people.mail.test_mail_courier import a_mail

DAY = timedelta(days=1)
TABLES = {
    table.name: [column.name for column in table.columns]
    for table in Row.metadata.sorted_tables
}
COLUMNS = [f"{table}.{name}" for table, names in TABLES.items() for name in names]


@pytest.fixture(scope="module")
def full(empty_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of an instance with something in every column of every table."""
    folder = tmp_path_factory.mktemp("full") / "instance"
    shutil.copytree(empty_folder, folder)
    with instance(folder) as parts:
        fill(parts)
        parts.catch_up()
    return folder


def fill(parts: Components) -> None:
    desk = Desk(parts)
    with parts.blobs.draft() as draft:
        draft.write(b"a document")
        name = parts.blobs.keep(draft, "pdf")
    author = [{"name": "Camille", "person": CAMILLE.id}, {"name": "Ben"}]
    target = desk.put_one(authors=author)
    desk.change(
        target,
        files=[{"file": name, "title": "Un document"}],
        authors=author,
        body=f"Voir [[{target.sheet}]].",
        keywords=["débat"],
        themes=["culture"],
        territory={"code": "commune:29019"},
    )
    desk.delete(desk.put_one(authors=author))
    with parts.store.write() as work:
        me, you = (
            sign_up(work, Application(email=f"{n}@a.fr", name=n, password=PASSWORD))
            for n in ("Dominique", "Claude")
        )
        assert me is not None
        assert you is not None
        entrust(work, me.id, you.id, target.sheet)
        follow_something(work, you.id, target.sheet)
        give_credentials(work, me.id)
        remove(work, target.sheet, clock.now())


def give_credentials(work: Work, me: str) -> None:
    """Fill the tables of what lets an account in."""
    now = clock.now()
    sessions.open_session(work, me, until=now + timedelta(days=1))
    factor = SecondFactor(account=me, secret="a sealed one", created=now, step=7)
    second_factors.add_factor(work, factor)
    second_factors.replace_codes(work, me, ["a digest"])
    passkey = Passkey(
        id="a key",
        account=me,
        name="Mon téléphone",
        public_key=b"a public half",
        sign_count=7,
        created=now,
        used=now,
    )
    passkeys.add_passkey(work, passkey)
    invitation = Invitation(
        id=iri.new_id(), inviter=me, email="x@a.fr", created=now, until=now + DAY
    )
    invitations.add_invitation(work, invitation)
    external_identities.link_identity(work, "https://id.example", "7", me)
    token = ApiToken(
        id=iri.new_id(),
        account=me,
        name="Mon script",
        scopes=frozenset({Scope.READ}),
        created=now,
        until=now + timedelta(days=7),
    )
    api_tokens.issue_api_token(work, token)


def choose_and_count(work: Work) -> None:
    """Fill the tables of the operator's room."""
    write_chosen(work, "REVIEW", "off")
    day = {"day": "2026-01-01", "sort": "page", "count": 3}
    work.connection.execute(insert(DailyReadingRow), day)


def entrust(work: Work, me: str, you: str, sheet: str) -> None:
    """Fill the tables that no log repeats."""
    now = clock.now()
    sequence = revisions.head_sequence(work)
    thanks.give_thanks(work, you, sequence)
    draft = Draft(
        id=iri.new_id(),
        account=me,
        kind="method",
        sheet=sheet,
        parent=1,
        instant=now,
        values={"title": "Un début"},
        note="une note",
        writer=you,
        tab="un onglet",
        apart=DraftFork(draft=iri.new_id(), writer=CAMILLE.id, instant=now),
    )
    drafts.save_draft(work, draft)
    draft_shares.add_share(work, draft.id, you)
    batch = csv_uploads.CsvUpload(
        id=iri.new_id(),
        account=me,
        kind="method",
        name="a.csv",
        until=now + timedelta(days=1),
        state="{}",
    )
    csv_uploads.save_upload(work, batch, b"Titre\nUn\n")
    provenance.save_provenance(
        work, provenance.Provenance(sheet=sheet, number=1, digest="ab", drafted=now)
    )
    load = loads.new_load("brest", Path("fiches"))
    loads.begin_load(work, load)
    loads.note_versions(work, load.id, [sequence])
    quota_counters.count_taken(work, "a key", 3600, 1)
    follower_checkpoints.move_checkpoint(work, "a follower", sequence)
    read_marks.move_mark(work, me, "a list", sequence)
    featured_sheets.add_featured(work, sheet, 2, CAMILLE.id)
    about = PageInLanguage(key="about", language="fr")
    save_page(work, CAMILLE, about, "Qui nous sommes.", parent=0)
    look = Appearance(number=1, colour="#8a2346", logo_text="Deux mains")
    write_appearance(work, look, CAMILLE.id)
    choose_and_count(work)
    missed_searches.note_missed(work, "un moulin", Outcome.NOTHING, most=9)
    wish_for_sheet(work, "Refaire un moulin", "un moulin")
    name = ThesaurusEdit(
        concept="debate", role=TermRole.NAME, language="fr", text="palabre", added=True
    )
    thesaurus_edits.add_edit(work, name, CAMILLE.id)
    link = AccountToken(account=me, purpose=TokenPurpose.RESET, email="a@a.fr")
    account_tokens.issue_token(work, link, until=now + timedelta(hours=1))
    mail_queue.queue_mail(work, a_mail())
    audit_log.note_act(work, CAMILLE.id, AuditAct.ROLE, me, role="EDITOR")
    audit_log.note_act(work, CAMILLE.id, AuditAct.BLOCK, me)
    repair = repairs.begin_repair(work, CAMILLE, CAMILLE)
    repairs.note_repaired(work, repair.id, [sequence])
    held = HeldEdit(
        id=iri.new_id(),
        account=me,
        draft=draft.id,
        known=1,
        sheet=sheet,
        kind="method",
        parent=1,
        action=Action.UPDATE,
        instant=now,
        values={"title": "Une suite"},
        note="une note",
        beside=frozenset({CAMILLE.id}),
        signals={"links": 2},
    )
    held_edits.hold_edit(work, held)
    review_marks.mark_reviewed(work, sequence, me)
    report = {"id": iri.new_id(), "target": f"/sheets/{sheet}", "reason": "spam"}
    told = {"words": "De la réclame.", "reporter": you, "instant": 1, "ended": 0}
    work.connection.execute(insert(ReportRow), {**report, **told})
    asked = Remark(
        id=iri.new_id(),
        sheet=sheet,
        account=me,
        author=accounts.get_account(work, me).person,
        instant=now,
        text="Et s’il pleut ?",
        parent=iri.new_id(),
        step="steps-1",
        step_title="Écouter",
        edited=now,
        reason="hors sujet",
    )
    remarks.add_remark(work, asked)
    sent = Message(
        id=iri.new_id(),
        sender=me,
        author=accounts.get_account(work, me).person,
        recipient=you,
        reader=accounts.get_account(work, you).person,
        sheet=sheet,
        text="Bonjour.",
        instant=now,
        reported=now,
    )
    messages.add_message(work, sent)
    messages.stop_messages(work, you, now)
    present(work, me)
    file_visibility.note_sender(work, me, [f"{2:064x}.pdf"])
    outgoing.add_outgoing(work, an_outgoing(sheet))
    notice = an_incoming(sheet, ReceivedState.ACCEPTED)
    incoming.add_incoming(work, notice)
    news.tell_accounts(work, notice.id, [me], now)


def remove(work: Work, sheet: str, now: datetime) -> None:
    """Write down that a version and a file were removed for good."""
    removed = Purge(
        id=iri.new_id(),
        instant=now,
        actor=CAMILLE.id,
        basis=LegalBasis.COURT,
        sort=PurgeSort.SHEET,
        target=sheet,
    )
    purges.add_purge(work, removed)
    gone = PurgedVersion(sheet=sheet, number=1, hash="ab")
    purges.note_versions(work, removed.id, [gone])
    purges.note_files(work, removed.id, [f"{9:064x}.pdf"])
    purges.mark_cleaned(work, [removed.id])


def present(work: Work, me: str) -> None:
    """Let somebody say a few words of themselves, and name their organisation."""
    ronde = Organisation(
        id=iri.new_id(),
        name="Ronde",
        slug="ronde",
        author=CAMILLE.id,
        words="Nous.",
        territory="commune:29019",
        link="https://exemple.fr",
        merged=iri.new_id(),
    )
    organisations.put_organisation(work, ronde, ["commune:29019"])
    mine = Profile(
        person=accounts.get_account(work, me).person.id,
        account=me,
        words="Je suis là.",
        territory="commune:29019",
        organisation=ronde.id,
        themes=("culture",),
        links=("https://exemple.fr",),
    )
    profiles.put_profile(work, mine, ["commune:29019"])
    theme = Theme(
        key="ponts",
        label={"fr": "Ponts", "en": "Bridges"},
        help={"fr": "Relier.", "en": "Linking."},
        parent="culture",
        hue="blue",
        former=("Passerelles",),
    )
    theme_edits.put_theme(work, theme, CAMILLE.id)


def follow_something(work: Work, account: str, sheet: str) -> None:
    """Fill the tables of what is followed, and of what happened there."""
    now, topic = clock.now(), f"sheet:{sheet}"
    subscribe(work, account, topic, now)
    write_deliveries(work, account, {EventKind.SHEET: Delivery.DAILY})
    happened = [
        NewEvent(
            kind=EventKind.VERSION,
            ref=f"{sheet}/{number}",
            sheet=sheet,
            about=sheet,
            person=CAMILLE.id,
            number=number,
            instant=now,
            topics=frozenset({topic}),
        )
        for number in (1, 2)
    ]
    events.add_events(work, happened)
    inbox.mark_all_read(work, account, 1)
    inbox.mark_read(work, account, [2])
    searches.add_search(work, FollowedSearch(words="un banc", address="/search"))
    digests.add_digests(work, {(account, Delivery.DAILY): now}, after=1)


@pytest.fixture(scope="module")
def opened(full: Path) -> Iterator[Components]:
    """Give the parts of that instance."""
    with instance(full) as parts:
        yield parts


def told(parts: Components, store: Store) -> list[str]:
    """Give all that the check says of a database, before anything is made again."""
    with store.read() as work:
        found = [
            *find_stale_rows(parts.schema, work),
            *unlawful_heads(parts.schema, work),
        ]
    return [*found, *verify_instance(parts.schema, store, parts.index, parts.blobs)]


def altered(value: object) -> object:
    """Give another value that a reader would take as well."""
    if isinstance(value, int):
        return 1 - value if value in {0, 1} else value - 1
    if isinstance(value, bytes):
        return value[:-3] + b"X.\n"
    text = str(value or "")
    if text == "{}":
        return '{"x": "y"}'
    if text.startswith("{"):
        return text.replace('":', 'x":', 1)
    other = "y" if text.startswith("x") else "x"
    words = {"fr": "en", "method": "tool", "update": "revert"}
    return words.get(text, f"{other}{text[1:]}")


def test_what_nobody_altered_is_in_order(opened: Components) -> None:
    assert told(opened, opened.store) == []


@pytest.mark.parametrize("table", TABLES)
def test_whatever_is_altered_is_noticed_or_known_to_be_said_once(
    opened: Components, tmp_path: Path, table: str
) -> None:
    if opened.store.lies_in_file:
        told_of = altered_in_file(opened, tmp_path, table)
    else:
        told_of = altered_on_server(opened, table)
    for column, (found, change) in told_of.items():
        assert found != [] or f"{table}.{column}" in ONLY_HERE, (column, change)


def altered_in_file(
    parts: Components, folder: Path, table: str
) -> dict[str, tuple[list[str], object]]:
    """Alter a value of each column in a copy of the file, and put it back.

    Return what the check says meanwhile, and the value.
    """
    path = folder / "commons.sqlite"
    parts.store.copy_to(path)
    store, told_of = open_file(path), {}
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for column in TABLES[table]:
            query = f"SELECT rowid, {column} FROM {table} ORDER BY rowid LIMIT 1"  # noqa: S608  # our own names
            row, value = connection.execute(query).fetchone()
            change = altered(value)
            order = f"UPDATE {table} SET {column} = ? WHERE rowid = ?"  # noqa: S608  # our own names
            connection.execute(order, (change, row))
            told_of[column] = told(parts, store), change
            back = connection.execute(order, (value, row)).rowcount
            if not back:  # the column is the number of the row itself
                back = connection.execute(order, (value, change)).rowcount
            assert back == 1
    assert told(parts, store) == []
    store.close()
    return told_of


def altered_on_server(
    parts: Components, table: str
) -> dict[str, tuple[list[str], object]]:
    """Alter a value of each column, and undo it; what the constraints refuse is told so."""
    told_of: dict[str, tuple[list[str], object]] = {}
    for column in TABLES[table]:
        with parts.store._standing().writer.connect() as connection:  # noqa: SLF001  # to undo it
            query = f"SELECT ctid, {column} FROM {table} ORDER BY ctid LIMIT 1"  # noqa: S608  # our own names
            row, value = connection.execute(text(query)).one()
            change = altered_as(table, column, value)
            order = f"UPDATE {table} SET {column} = :change WHERE ctid = :row"  # noqa: S608  # our own names
            try:
                connection.execute(text(order), {"change": change, "row": row})
            except IntegrityError as refused:
                told_of[column] = [str(refused)], change
                continue
            work = Work(connection, send_together)
            found = [
                *find_stale_rows(parts.schema, work),
                *unlawful_heads(parts.schema, work),
                *verify_work(parts.schema, work, {}),
            ]
            told_of[column] = found, change
    return told_of


def altered_as(table: str, column: str, value: object) -> object:
    """Give another value of a type that the column takes."""
    number = Row.metadata.tables[table].c[column].type.python_type is int
    return not value if isinstance(value, bool) else altered(value or (number and 2))


MADE_AGAIN = {
    *("sheets", "links", "shelves", "keywords", "people", "names", "public_files"),
    "contributions",
}
"""The tables that follow from the others."""
READ_WHOLE = {*MADE_AGAIN, LOG, "blocks"}
"""The tables of which the check reads every column; of others, the first is tried, and
each in `make drill`."""


def in_short(name: str) -> bool:
    """Say whether a column is tried whenever tests are."""
    table, _, column = name.partition(".")
    return table in READ_WHOLE or column == TABLES[table][0]


HOSTILE = [
    *(
        pytest.param(
            name,
            b"\xff\x00",
            marks=() if in_short(name) else pytest.mark.thorough,
        )
        for name in COLUMNS
    ),
    *((name, "[" * 3000) for name in ("revisions.content", "drafts.content")),
    *((name, "[" * 3000) for name in ("drafts.apart", "batches.state")),
]
"""What no writer of ours leaves in a column, and SQLite keeps there all the same."""


@pytest.mark.sqlite
@pytest.mark.parametrize(("name", "value"), HOSTILE)
def test_no_value_in_a_column_ends_the_check(
    opened: Components, tmp_path: Path, name: str, value: object
) -> None:
    path = tmp_path / "commons.sqlite"
    opened.store.copy_to(path)
    table, column = name.split(".")
    with closing(sqlite3.connect(path)) as connection:
        row = f"(SELECT min(rowid) FROM {table})"  # noqa: S608  # our own names
        order = f"UPDATE {table} SET {column} = ? WHERE rowid = {row}"  # noqa: S608  # our own names
        try:
            connection.execute(order, (value,))
        except sqlite3.IntegrityError as refused:
            assert str(refused) == "datatype mismatch"  # noqa: PT017  # the database's own check
            return
        connection.commit()
    store = open_file(path)
    make_again(opened.schema, store)
    found = told(opened, store)
    store.close()
    assert found != [] or name in ONLY_HERE or table in MADE_AGAIN


def test_what_is_said_once_is_all_in_the_tables() -> None:
    assert ONLY_HERE.keys() <= set(COLUMNS)
    log = {"revisions", "blocks", "sheets", "links", "shelves", "keywords", "people"}
    assert log & {name.partition(".")[0] for name in ONLY_HERE} == set()


DERIVED = {
    "a title": "UPDATE sheets SET title = 'Autre'",
    "a folded title": "UPDATE sheets SET folded_title = 'autre'",
    "a sheet that lives again": "UPDATE sheets SET deleted = NOT deleted",
    "an older head": "UPDATE sheets SET head_number = 1, head_sequence = 1",
    "a sheet of nobody": "UPDATE sheets SET id = 'zzzzzzzzzzzz' WHERE deleted",
    "no shelves": "DELETE FROM shelves",
    "one shelf less": "DELETE FROM shelves WHERE shelf = 'theme:culture'",
    "a shelf more": "INSERT INTO shelves VALUES ('theme:food', 2)",
    "a shelf of an older version": "UPDATE shelves SET sequence = 1"
    " WHERE shelf = 'theme:culture'",
    "no links": "DELETE FROM links",
    "a link more": "INSERT INTO links SELECT id, 'x', 'zzzzzzzzzzzz', 1 FROM sheets",
    "another relation": "UPDATE links SET relation = 'tools_used'",
    "a version of a target": "UPDATE links SET target_version = 1",
    "no keywords": "DELETE FROM keywords",
    "another keyword": "UPDATE keywords SET word = 'combat'",
    "nobody who wrote": "DELETE FROM contributions",
    "somebody who did not write": "UPDATE contributions SET person = 'zzzzzzzzzzzz'",
    "another name": "UPDATE people SET name = 'Autre'",
    "a lost person": "DELETE FROM people WHERE name = 'Camille'",
    "a file that is hidden": "DELETE FROM public_files",
    "a file that is shown": "INSERT INTO public_files VALUES ('secret', 'x')",
    "names that are free": "DELETE FROM names",
    "a name too many": "UPDATE names SET folded = folded || 'x'",
}


@pytest.mark.parametrize("order", DERIVED.values(), ids=DERIVED)
def test_what_the_log_says_is_made_again_from_it(
    full: Path, tmp_path: Path, order: str
) -> None:
    folder = Path(shutil.copytree(full, tmp_path / "instance"))
    with store_in(folder) as store:
        right = list_rows(store)
        damage_rows(store, order)
        assert list_rows(store) != right
    made = ordered(folder, "check")
    assert (made.exit_code, made.stdout) == (1, "")
    assert "refait d’après le journal" in made.stderr
    with store_in(folder) as store:
        assert list_rows(store) == right


def test_who_only_looks_makes_nothing_again(full: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(full, tmp_path / "instance"))
    with store_in(folder) as store:
        damage_rows(store, DERIVED["a title"])
    for _ in range(2):
        looked = ordered(folder, "check", "--look")
        assert (looked.exit_code, "refait" in looked.stderr) == (1, False)
    assert ordered(folder, "check").exit_code == 1
    again = ordered(folder, "check")
    assert again.exit_code == 0
    assert again.stdout.endswith("retirées pour de bon.\nTout est en ordre.\n")


@pytest.mark.parametrize(
    "order",
    [
        "UPDATE revisions SET content = '{'",
        "UPDATE revisions SET content = '[]' WHERE sequence = 2",
        "UPDATE revisions SET content = '\"x\"' WHERE sequence = 2",
        "UPDATE revisions SET kind = 'unknown'",
        "UPDATE revisions SET action = 'unknown' WHERE sequence = 2",
        "UPDATE revisions SET action = 'revert' WHERE sequence = 2",
        pytest.param(
            "UPDATE revisions SET instant = 'hier' WHERE sequence = 2",
            marks=pytest.mark.sqlite,
        ),
        "UPDATE revisions SET instant = 9223372036854775807 WHERE sequence = 2",
        "UPDATE revisions SET sheet = 'zzzzzzzzzzzz' WHERE sequence = 2",
        "UPDATE revisions SET sequence = 9 WHERE sequence = 3",
        "UPDATE revisions SET content = replace(content, '2', '3')",
        pytest.param(
            "UPDATE blocks SET quads = CAST('' AS BLOB) WHERE sequence = 2",
            marks=pytest.mark.sqlite,
        ),
        "UPDATE blocks SET quads = '' WHERE sequence = 2",
        "UPDATE blocks SET quads = 'a text' WHERE sequence = 2",
        "DELETE FROM blocks WHERE sequence = 2",
        "DELETE FROM revisions WHERE sequence = 1",
        "UPDATE drafts SET content = '{'",
        "UPDATE accounts SET role = 9",
        pytest.param("UPDATE accounts SET role = 'admin'", marks=pytest.mark.sqlite),
        "DELETE FROM editions",
    ],
)
def test_what_cannot_be_made_again_is_told_and_not_touched(
    full: Path, tmp_path: Path, order: str
) -> None:
    folder = Path(shutil.copytree(full, tmp_path / "instance"))
    with store_in(folder) as store:
        damage_rows(store, order)
        log = list_rows(store, LOG)
    done = ordered(folder, "check")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr != ""
    with store_in(folder) as store:
        assert list_rows(store, LOG) == log


@pytest.mark.parametrize("lacking", ["title", "licence", "language", "authors"])
def test_a_standing_version_that_lacks_what_the_law_asks_is_named(
    parts: Components, lacking: str
) -> None:
    whole: Values = {"title": "Le café", "licence": "CC0-1.0", "language": "fr"}
    given: Values = {**whole, "authors": [{"name": "Camille"}]}
    short: Values = {key: value for key, value in given.items() if key != lacking}
    with parts.store.write() as work:
        publish(work, values=given)
        bad = publish(work, values=short)
        gone = publish(work, values=short)
        publish(work, gone.sheet, 1, values=short, action=Action.DELETE)
        found = list(unlawful_heads(parts.schema, work))
    assert len(found) == 1
    assert bad.sheet in found[0]
