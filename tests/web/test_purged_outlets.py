"""What was removed for good is found nowhere: in no outlet, no table and no file."""

import io
import logging
import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, String

from commons.adapters.media.blob_store import scratch_store
from commons.adapters.media.ingest import take_file
from commons.adapters.store.drafts import drafts
from commons.adapters.store.engine.tables.all_tables import METADATA
from commons.adapters.store.imports import csv_uploads
from commons.adapters.store.log import revisions
from commons.adapters.store.people import mail_queue
from commons.adapters.store.site import audit_log, missed_searches
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Role
from commons.core.domain.sheet import Draft
from commons.core.domain.site.missed_search import Outcome
from commons.core.domain.site.purge import ERASED_NAME, LegalBasis, PurgeSort
from commons.errors import UnfitFileError
from commons.services.stewardship.purge.plan import REMARKS, PurgeOrder
from commons.services.stewardship.purge.removal import purge
from commons.services.stewardship.repair import (
    RepairScope,
    WantedRepair,
    take_back_person,
)
from commons.wiring.components import Components
from commons.wiring.purge_cleaner import PurgeCleaner
from tests.adapters.media.pictures import drawing, written
from tests.addresses.outlets import columns_saying, files_saying, tables_saying
from tests.conftest import instance
from tests.people.reviewed import account_of
from tests.people.visitor import Visitor, filled, token_in
from tests.servers.server import ordered
from tests.web.erasable_site import SECRET, ErasableSite
from tests.web.named_everywhere import says_elsewhere

TITLE = "linogravure"
SAY_NAMES = {
    *("accounts.name", "names.folded", "people.name", "audit_log.details"),
    *("batches.content", "drafts.content", "revisions.content"),
    *("revisions.author_name", "followed_searches.asked", "followed_searches.address"),
    *("incoming_notices.made", "mail_queue.text", "messages.text", "remarks.reason"),
    *("missed_searches.folded", "missed_searches.words", "reports.words"),
    *("wanted_sheets.text", "wanted_sheets.words"),
}
"""The columns that say a name before it is erased, and not after."""
SAY_ADDRESSES = {
    *("account_tokens.email", "accounts.email", "accounts.folded_email"),
    *("invitations.email", "mail_queue.recipient"),
}
"""Those that say the address of its holder."""


@pytest.fixture
def site(parts: Components) -> ErasableSite:
    """Give the site, with copies of all sorts in its data folder."""
    made = ErasableSite(parts, TITLE)
    home = parts.settings.data_dir
    assert ordered(home, "dump", "--publish").exit_code == 0
    for file in parts.store.files[:1]:
        parts.store.copy_to(file.with_name("commons.sqlite.before-0001"))
    with parts.store.write() as work:
        for parent in (1, 2):
            drafts.save_draft(
                work,
                Draft(
                    id=iri.new_id(),
                    account=account_of(made.other).id,
                    kind="method",
                    sheet=made.said.sheet,
                    parent=parent,
                    instant=clock.now(),
                    values=made.words(),
                ),
            )
    for who in (made.editor, made.reader):
        who.get(f"/sheets/{made.said.sheet}/{made.said.slug}")
        who.get(f"/sheets/{made.said.sheet}.pdf").close()
        who.get(f"/media/{made.image}").close()
    return made


def removes(site: ErasableSite, sort: PurgeSort, target: str, *numbers: int) -> None:
    """Remove something for good, as an admin does, and clean the files."""
    order = PurgeOrder(
        sort=sort,
        target=target,
        numbers=numbers,
        basis=LegalBasis.COURT,
        actor=account_of(site.admin).person,
        also=frozenset({REMARKS}) if sort is not PurgeSort.PERSON else frozenset(),
    )
    with site.parts.store.write() as work:
        purge(site.parts.schema, work, order)
    assert PurgeCleaner(components=site.parts).clean(wait=True)


def freezes(site: ErasableSite, out: Path) -> None:
    """Make a copy of the site in a folder, or bring the one that is there up to date."""
    home = site.parts.settings.data_dir
    frozen = ordered(home, "freeze", str(out / "frozen"))
    assert frozen.exit_code == 0, frozen.output


def nowhere(
    site: ErasableSite, *words: str, out: Path, asking: Sequence[Visitor]
) -> None:
    """Assert that words are in no outlet, whoever asks, in no table and in no file.

    Nor in a copy made of files that was there before, once it is brought up to date.
    """
    home = site.parts.settings.data_dir
    for word in words:
        assert files_saying([*(out / "frozen").rglob("*")], word) != []
    freezes(site, out)
    assert ordered(home, "export", "--deleted", str(out / "export")).exit_code == 0
    backup = ordered(home, "backup", str(out / "all.tar"))
    assert backup.exit_code == 0, backup.output
    for who in asking:
        walk = site.walk(*words)
        walk.ask_all(who)
        assert walk.leaks == []
    checked = ordered(home, "check")
    assert checked.exit_code == 0, checked.output
    files = [*home.rglob("*"), *out.rglob("*")]
    for word in words:
        assert tables_saying(site.parts.store, word) == set()
        assert files_saying(files, word) == []
        assert not [p for p in files if p.is_file() and word in raw(p)]


def raw(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace").casefold()


@pytest.mark.sweep
def test_a_sheet_that_was_removed_is_nowhere(
    site: ErasableSite, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.INFO)
    out = tmp_path / "out"
    out.mkdir()
    freezes(site, out)
    before = files_saying([*site.parts.settings.data_dir.rglob("*")], SECRET)
    assert before
    removes(site, PurgeSort.SHEET, site.said.sheet)
    removes(site, PurgeSort.SHEET, site.named.sheet)
    letters = site.told.letters(tmp_path / "letters")
    assert "d’autres porteurs" in " ".join(letters)
    assert not [one for one in letters if SECRET in one or TITLE in one]
    everybody = (site.admin, site.author, site.other, site.reader)
    nowhere(site, SECRET, TITLE, out=out, asking=everybody)
    assert SECRET not in caplog.text.casefold()
    assert not site.parts.blobs.has(site.image)


@pytest.mark.sweep
def test_versions_that_were_removed_are_nowhere_and_what_is_left_stands(
    site: ErasableSite, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    sheet = site.said.sheet
    clean = site.publish("method", "Les porteurs de parole", site.said, body="Rien.")
    again = site.publish("method", "Les porteurs encore", clean, body=f"Un {SECRET}.")
    assert again.number == 4
    site.catch_up()
    freezes(site, out)
    assert files_saying([*out.rglob("*")], SECRET) != []
    removes(site, PurgeSort.VERSION, sheet, 1, 2, 4)
    head = site.reader.get(f"/sheets/{sheet}.json").get_json()
    assert head["version"]["number"] == 5
    assert head["fields"]["body"] == "Rien."
    gone = site.reader.get(f"/sheets/{sheet}/v/1.json")
    assert (gone.status_code, gone.get_json()["purged"]) == (410, True)
    with site.parts.store.read() as work:
        assert not drafts.drafts_of(work, account_of(site.other).id, limit=9)
    for who in (site.other, site.reader):
        walk = site.walk(SECRET)
        walk.ask_all(who)
        assert walk.leaks == []
    freezes(site, out)
    packed = out / "sheet.zip"
    home = site.parts.settings.data_dir
    assert ordered(home, "export", str(packed), "--sheet", sheet).exit_code == 0
    files = [*out.rglob("*")]
    assert packed in files
    assert files_saying(files, SECRET) == []
    assert not [p for p in files if p.is_file() and SECRET in raw(p)]
    with instance(tmp_path / "other"):
        pass
    loaded = ordered(tmp_path / "other", "load", str(packed))
    assert loaded.exit_code == 0, loaded.output
    assert ordered(tmp_path / "other", "check").exit_code == 0


@pytest.mark.parametrize("numbers", [(), (1, 2)])
def test_a_form_that_was_left_open_brings_nothing_back(
    site: ErasableSite, numbers: tuple[int, ...]
) -> None:
    """Of a sheet, and of versions under one that stands; whatever the button."""
    sheet = site.said.sheet
    if numbers:
        site.publish("method", "Les porteurs de parole", site.said, body="Rien.")
    page = site.author.get(f"/sheets/{sheet}/edit").text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    open_form = {**hidden, "_parent": "2", **filled(body=f"Un {SECRET}.")}
    sort = PurgeSort.VERSION if numbers else PurgeSort.SHEET
    removes(site, sort, sheet, *numbers)
    for order in ("draft", "publish", "review"):
        pressed = {"_do": order, "_confirmed": "on", "change_note": "une raison"}
        sent = site.author.client.post(
            f"/sheets/{sheet}/edit", data={**open_form, **pressed}
        )
        assert sent.status_code == 410, order
    kept = site.author.client.post(
        f"/sheets/{sheet}/edit/draft",
        data={**open_form, "_do": "keep"},
        headers={"Accept": "application/json", "X-CSRFToken": hidden["csrf_token"]},
    )
    assert kept.status_code == 410
    assert tables_saying(site.parts.store, SECRET) == set()


@pytest.mark.sweep
def test_a_name_that_was_erased_is_nowhere_and_the_texts_stay(
    site: ErasableSite, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    name = site.person.name
    with site.parts.store.write() as work:
        says_elsewhere(work, site, name)
    other = site.publish_as(
        account_of(site.other).person,
        "method",
        "Les porteurs, à plusieurs",
        authors=[{"name": name.upper()}, {"name": f"Zoé, {name.title()}"}],
    )
    freezes(site, out)
    saying = columns_saying(site.parts.store, name.casefold())
    assert saying >= SAY_NAMES
    assert columns_saying(site.parts.store, site.author.email) >= SAY_ADDRESSES
    removes(site, PurgeSort.PERSON, site.person.id)
    assert tables_saying(site.parts.store, site.author.email) == set()
    with site.parts.store.read() as work:
        assert audit_log.broken_at(work) is None
        assert [one.digest for one in mail_queue.dead_mails(work, limit=9)] == ["kept"]
        credited = revisions.get_head(work, other.sheet).values["authors"]
    assert credited == [{"name": ERASED_NAME}, {"name": f"Zoé, {ERASED_NAME}"}]
    nowhere(site, name.casefold(), out=out, asking=(site.admin, site.reader))
    told = site.reader.get(f"/sheets/{site.said.sheet}.json").get_json()
    assert SECRET in told["fields"]["body"]
    assert told["fields"]["authors"] == [
        {"name": "Personne retirée", "person": site.person.id}
    ]
    assert told["version"]["number"] == 3
    person = site.reader.get(f"/people/{site.person.id}")
    assert "Personne retirée" in person.text


ERASED_TOO = {
    *("mail_queue.subject", "mail_queue.html", "held_edits.content"),
    *("held_edits.reason", "site_pages.author_name", "batches.name", "batches.state"),
    "revisions.change_note",
}
"""Columns in which a name is looked for as in SAY_NAMES."""

GO_WITH_ACCOUNT = {
    *("profiles.words", "profiles.folded", "profiles.links", "passkeys.name"),
    *("api_tokens.name", "sessions.device", "external_identities.subject"),
    *("external_identities.issuer", "drafts.note", "held_edits.note"),
    *("held_edits.beside", "held_edits.signals", "second_factors.secret"),
}
"""Words of an account, which are removed with it."""

STAY = {
    **dict.fromkeys(
        ("remarks.text", "remarks.step_title"),
        "texts that were published stay, as the leaver reads before",
    ),
    **dict.fromkeys(
        ("sheets.title", "sheets.folded_title", "sheets.slug", "blocks.quads"),
        "follow from the version",
    ),
    **dict.fromkeys(("keywords.word", "keywords.folded"), "follow from the version"),
    **dict.fromkeys(
        (
            *("organisations.name", "organisations.folded", "organisations.words"),
            *("organisations.searched", "organisations.slug", "organisations.link"),
        ),
        "an organisation belongs to all its people, who change it",
    ),
    **dict.fromkeys(
        (
            *("site_pages.text", "themes.label", "themes.help", "themes.former"),
            *("thesaurus_edits.text", "thesaurus_edits.concept"),
            *("appearance.logo_text", "chosen_settings.value"),
            *("loads.source", "loads.place", "traces.source"),
        ),
        "the team says it of its site, and changes it",
    ),
    **dict.fromkeys(
        ("incoming_notices.fault", "mail_queue.fault", "outgoing_notices.fault"),
        "what another machine answered",
    ),
}
"""Columns with words that an erased name may stay in, and why."""

NO_WORDS = {
    *("about", "account", "act", "action", "actor", "also", "apart", "author"),
    *("basis", "category", "code", "colour", "concept", "day", "delivery", "digest"),
    *("draft", "hash", "host", "hue", "id", "inviter", "issuer", "key", "kind"),
    *("language", "list", "load", "logo", "merged", "notice", "organisation"),
    *("outcome", "page", "parent", "password_hash", "pending", "person"),
    *("public_key", "purge", "purpose", "recipient", "ref", "relation", "repair"),
    *("replaced_by", "reporter", "reviewer", "role", "scopes", "seal", "sender"),
    *("sheet", "shelf", "sort", "source", "state", "step", "subject", "tab"),
    *("target", "territory", "topic", "unsubscribe", "way", "writer"),
}
"""Names of columns that hold identifiers, hashes and words of ours."""

NAMES_OF_FILES = {
    *("public_files.name", "purged_files.name", "sent_files.name"),
    *("chosen_settings.name", "follower_checkpoints.name", "reports.reason"),
}
"""Names of files, and of what stands in the code."""


def test_every_column_that_may_say_a_name_is_thought_of() -> None:
    """Who adds a column says here whether a name that is erased goes from it."""
    thought = SAY_NAMES | SAY_ADDRESSES | ERASED_TOO | GO_WITH_ACCOUNT | set(STAY)
    thought |= NAMES_OF_FILES
    columns = {
        f"{table.name}.{column.name}"
        for table in METADATA.sorted_tables
        for column in table.columns
        if isinstance(column.type, String | LargeBinary)
    }
    unknown = {one for one in columns - thought if one.split(".")[1] not in NO_WORDS}
    assert unknown == set()
    assert thought <= columns


def test_a_name_goes_from_the_notes_that_the_site_wrote_about_it(
    site: ErasableSite,
) -> None:
    name, editor = site.person.name, account_of(site.editor).person
    wanted = WantedRepair(person=site.person, author=editor, scope=RepairScope.ALL)
    take_back_person(site.parts.store, site.parts.schema, wanted)
    sheet = site.named.sheet
    assert name in site.editor.get(f"/sheets/{sheet}/history").text
    removes(site, PurgeSort.PERSON, site.person.id)
    assert columns_saying(site.parts.store, name.casefold()) == set()
    assert name not in site.editor.get(f"/sheets/{sheet}/history").text


def test_a_short_name_takes_nothing_with_it_that_only_holds_its_letters(
    site: ErasableSite,
) -> None:
    leaver = site.visitor().signed_in(Role.READER, "Ana")
    with site.parts.store.write() as work:
        upload = csv_uploads.CsvUpload(
            id=iri.new_id(),
            account=account_of(site.other).id,
            kind="method",
            name="bananas.csv",
            until=clock.now() + timedelta(days=1),
        )
        csv_uploads.save_upload(work, upload, b"Titre\nAnalyse\n")
        missed_searches.note_missed(work, "analyse", Outcome.NOTHING, most=9)
        missed_searches.note_missed(work, "par ana", Outcome.NOTHING, most=9)
    removes(site, PurgeSort.PERSON, account_of(leaver).person.id)
    with site.parts.store.read() as work:
        left = [one.words for one in missed_searches.list_missed(work, limit=9)]
    assert left == ["analyse"]
    assert "batches" in tables_saying(site.parts.store, "bananas")


def test_a_file_that_was_removed_is_nowhere(site: ErasableSite) -> None:
    removes(site, PurgeSort.FILE, site.image)
    home = site.parts.settings.data_dir
    assert not [path for path in home.rglob("*") if site.image[:64] in path.name]
    assert site.reader.get(f"/media/{site.image}").status_code in {404, 410}
    page = site.reader.get(f"/sheets/{site.said.sheet}/{site.said.slug}")
    assert page.status_code == 200
    assert site.image not in page.text
    head = site.reader.get(f"/sheets/{site.said.sheet}.json").get_json()
    assert head["version"]["number"] == 3
    assert "images" not in head["fields"]
    again = io.BytesIO(written(drawing(40, 30), "PNG"))
    token = token_in(site.other.get("/sheets/new/method").text)
    sent = site.other.client.post(
        "/media", data={"csrf_token": token, "file": (again, "a.png")}
    )
    assert sent.status_code == 422
    assert "raison légale" in sent.text
    assert not site.parts.blobs.has(site.image)
    checked = ordered(home, "check")
    assert checked.exit_code == 0, checked.output


def test_a_file_that_was_removed_comes_in_again_through_no_door(
    site: ErasableSite, tmp_path: Path
) -> None:
    home, drawn = site.parts.settings.data_dir, written(drawing(40, 30), "PNG")
    removes(site, PurgeSort.FILE, site.image)
    folder = tmp_path / "folder"
    (folder / "method").mkdir(parents=True)
    (folder / "media").mkdir()
    (folder / "media" / site.image).write_bytes(drawn)
    (folder / "vue.png").write_bytes(drawn)
    text = "# Une fiche\n\n![Une vue](../vue.png)\n\nDes mots à lire."
    (folder / "method" / "une.md").write_text(text)
    credit = ("--author", "Camille", "--licence", "CC0-1.0", "--incomplete")
    ordered(home, "load", str(folder), *credit)
    page = site.admin.get("/admin/appearance").text
    logo = {"csrf_token": token_in(page), "_do": "save", "number": "0"}
    sent = site.admin.client.post(
        "/admin/appearance", data={**logo, "logo": (io.BytesIO(drawn), "logo.png")}
    )
    assert "raison légale" in sent.text
    with scratch_store(site.parts.blobs) as scratch:
        for blobs in (site.parts.blobs, scratch):
            with pytest.raises(UnfitFileError, match="file_removed"):
                take_file(blobs, io.BytesIO(drawn), "a.png", expected=site.image)
            assert not blobs.has(site.image)
    place = site.parts.blobs.path(site.image)
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(drawn)  # as where the cleaning is not over yet
    with pytest.raises(UnfitFileError, match="file_removed"):
        take_file(site.parts.blobs, io.BytesIO(drawn), "a.png")


def test_what_was_removed_stays_away_when_an_older_backup_or_export_comes_back(
    site: ErasableSite, tmp_path: Path
) -> None:
    home = site.parts.settings.data_dir
    old, export = tmp_path / "old.tar", tmp_path / "export"
    assert ordered(home, "backup", str(old)).exit_code == 0
    assert ordered(home, "export", str(export)).exit_code == 0
    removes(site, PurgeSort.SHEET, site.said.sheet)
    removes(site, PurgeSort.PERSON, site.person.id)
    loaded = ordered(home, "load", str(export), "--source", "x", "--adopt")
    assert loaded.exit_code == 1
    assert "retiré d’ici pour de bon" in loaded.output
    words = (SECRET, site.person.name.casefold())
    for word in words:
        assert tables_saying(site.parts.store, word) == set()
    again = tmp_path / "again"
    done = ordered(again, "restore", str(old), "--purged", str(home / "purged.jsonl"))
    assert done.exit_code == 0, done.output
    for word in words:
        assert files_saying([*again.rglob("*")], word) == []
    assert ordered(again, "check").exit_code == 0
