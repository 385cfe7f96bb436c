"""Other releases: a program with one more step of schema, a database with fewer."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from commons.adapters.store.engine.lifecycle import schema_upgrade
from commons.adapters.store.log.compression.block_coding import expand_block

LATER = "9001"

UNDONE = {
    "0002": "DROP TABLE shelves; DROP INDEX ix_sheets_head_sequence;",
    "0003": "DROP TABLE thanks;",
    "0004": "DROP TABLE batches; DROP TABLE traces;",
    "0005": """
        DROP TABLE keywords; DROP TABLE companions;
        ALTER TABLE drafts DROP COLUMN note; ALTER TABLE drafts DROP COLUMN tab;
        ALTER TABLE drafts DROP COLUMN writer; ALTER TABLE drafts DROP COLUMN revision;
    """,
    "0006": "DROP TABLE editions;",
    "0007": "ALTER TABLE drafts DROP COLUMN apart;",
    "0008": "",
    "0009": "ALTER TABLE revisions DROP COLUMN seal;",
    "0010": "DROP TABLE public_files; DROP TABLE sent_files;",
    "0011": """
        DROP TABLE loaded; DROP TABLE loads; DROP INDEX ix_traces_load;
        ALTER TABLE traces DROP COLUMN source; ALTER TABLE traces DROP COLUMN load;
    """,
    "0012": """
        CREATE TABLE untyped AS SELECT DISTINCT source, target FROM links
            WHERE relation <> 'sources';
        DROP TABLE links;
        CREATE TABLE links (
            source VARCHAR NOT NULL, target VARCHAR NOT NULL,
            CONSTRAINT fk_links_source FOREIGN KEY(source) REFERENCES sheets (id),
            CONSTRAINT pk_links PRIMARY KEY (source, target)
        );
        INSERT INTO links SELECT source, target FROM untyped;
        DROP TABLE untyped;
        CREATE INDEX ix_links_target ON links (target);
    """,
    "0013": "DROP TABLE follower_checkpoints;",
    "0014": """
        DROP TABLE news; DROP TABLE incoming_notices; DROP TABLE outgoing_notices;
    """,
    "0015": "DROP TABLE read_marks;",
    "0016": "DROP TABLE featured;",
    "0017": "DROP TABLE site_pages;",
    "0018": """
        DROP TABLE missed_searches; DROP TABLE wanted_sheets;
        DROP TABLE thesaurus_edits;
    """,
    "0019": """
        DROP TABLE mail_queue; DROP TABLE account_tokens;
        ALTER TABLE accounts DROP COLUMN email_confirmed;
    """,
    "0020": "DROP TABLE appearance;",
    "0021": "DROP TABLE held_edits; DROP TABLE review_marks; DROP TABLE reports;",
    "0022": """
        DROP TABLE audit_log; DROP TABLE repair_versions; DROP TABLE repairs;
    """,
    "0023": "DROP TABLE remarks;",
    "0024": "DROP TABLE messages; DROP TABLE message_stops;",
    "0025": """
        ALTER TABLE sessions DROP COLUMN opened; ALTER TABLE sessions DROP COLUMN seen;
        ALTER TABLE sessions DROP COLUMN device; ALTER TABLE sessions DROP COLUMN way;
    """,
    "0026": """
        DROP TABLE profile_categories; DROP TABLE profiles;
        DROP TABLE organisation_places; DROP TABLE organisations;
    """,
    "0027": """
        CREATE TABLE of_all AS SELECT DISTINCT name FROM public_files;
        DROP TABLE public_files;
        CREATE TABLE public_files (
            name VARCHAR NOT NULL, CONSTRAINT pk_public_files PRIMARY KEY (name)
        );
        INSERT INTO public_files SELECT name FROM of_all;
        DROP TABLE of_all;
    """,
    "0031": "DROP TABLE passkeys;",
    "0035": "DROP TABLE api_tokens;",
    "0036": "DROP TABLE external_identities;",
    "0037": "DROP TABLE invitations;",
    "0028": "DROP TABLE second_factors; DROP TABLE recovery_codes;",
    "0029": """
        DROP TABLE event_reads; DROP TABLE event_marks; DROP TABLE event_topics;
        DROP TABLE events; DROP TABLE subscriptions; DROP TABLE deliveries;
        DROP TABLE digests; ALTER TABLE mail_queue DROP COLUMN digest;
        DELETE FROM follower_checkpoints WHERE name = 'the writer of events';
    """,
    "0030": "DROP TABLE chosen_settings; DROP TABLE daily_readings;",
    "0032": "DROP TABLE themes;",
    "0033": "DROP TABLE followed_searches;",
    "0040": """
        UPDATE blocks SET quads = expand_block(quads, dictionary);
        ALTER TABLE blocks DROP COLUMN dictionary;
        DELETE FROM follower_checkpoints WHERE name = 'the compressor of blocks';
    """,
    "0041": "DROP TABLE contributions;",
    "0034": """
        DROP TABLE purged_versions; DROP TABLE purged_files; DROP TABLE purges;
    """,
}
"""Step -> what takes it back, for a database as an older release left it."""

_STEP = '''"""Adds a column."""

import sqlalchemy as sa
from alembic import op

revision = "{later}"
down_revision = "{newest}"


def upgrade() -> None:
    """Add it, and whatever the test wants."""
    op.add_column("pulse", sa.Column("colour", sa.String()))
    {more}
'''


def knows_a_later_schema(
    folder: Path, monkeypatch: pytest.MonkeyPatch, more: str = ""
) -> None:
    """Have this program read its steps from a new folder, which has one more."""
    shutil.copytree(schema_upgrade.FOLDER, folder)
    newest = max((folder / "versions").glob("v*.py")).name[1:5]
    text = _STEP.format(later=LATER, newest=newest, more=more)
    (folder / "versions" / f"v{LATER}_colour.py").write_text(text)
    monkeypatch.setattr(schema_upgrade, "FOLDER", folder)


def take_back(path: Path, release: str) -> None:
    """Make of a database one that knows the steps up to this one."""
    steps = sorted((step for step in UNDONE if step > release), reverse=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.create_function("expand_block", 2, expand_block)
        for step in steps:
            connection.executescript(UNDONE[step])
        connection.execute("UPDATE alembic_version SET version_num = ?", (release,))
        connection.commit()
