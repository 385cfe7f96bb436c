"""Makes of this program one of a later release, with one more step of schema."""

import shutil
from pathlib import Path

import pytest

from commons.store import migrate

LATER = "9001"

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
    shutil.copytree(migrate.FOLDER, folder)
    newest = max((folder / "versions").glob("v*.py")).name[1:5]
    text = _STEP.format(later=LATER, newest=newest, more=more)
    (folder / "versions" / f"v{LATER}_colour.py").write_text(text)
    monkeypatch.setattr(migrate, "FOLDER", folder)
