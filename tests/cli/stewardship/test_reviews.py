"""The operator lists what waits, accepts and refuses it."""

from pathlib import Path

import pytest

from commons.adapters.store.community.notifications import inbox
from commons.adapters.store.community.notifications.inbox import Slice
from commons.adapters.store.log import revisions
from commons.adapters.store.people import accounts
from commons.adapters.store.stewardship.review import held_edits
from commons.core.domain.people.notification import EventKind
from commons.core.domain.people.operator import OPERATOR
from commons.core.domain.site.review import HeldEdit
from commons.services.editing.hold import Held
from commons.services.publishing.review.signals import FormSigns
from commons.wiring.components import Components
from tests.adapters.store.makers import added
from tests.people.reviewed import a_version, hands_in
from tests.servers.server import ordered


@pytest.fixture
def held(parts: Components) -> HeldEdit:
    """Give an edit that waits."""
    ana = added(parts.store, "a@exemple.fr", "Ana")
    signs = FormSigns(trapped=True)
    outcome = hands_in(parts, ana, a_version(ana, title="Le banc"), signs=signs)
    assert isinstance(outcome, Held)
    return outcome.edit


@pytest.fixture
def home(parts: Components) -> Path:
    return parts.settings.data_dir


def test_what_waits_is_read(home: Path, held: HeldEdit) -> None:
    told = ordered(home, "reviews", "show", held.id)
    assert told.exit_code == 0, told.stderr
    assert "title: Le banc" in told.output
    assert held.sheet in told.stderr
    assert ordered(home, "reviews", "show", "inconnu").exit_code == 1


def test_what_waits_is_listed_with_its_signs(home: Path, held: HeldEdit) -> None:
    told = ordered(home, "reviews").output
    assert f"{held.id} " in told
    assert "Ana : « Le banc » (nouvelle fiche)" in told
    assert "Un champ que personne ne voit a été rempli." in told
    assert "À relire : 1, signalements : 0" in told


def test_it_is_accepted(parts: Components, home: Path, held: HeldEdit) -> None:
    done = ordered(home, "reviews", "accept", held.id)
    assert (done.exit_code, held.sheet in done.output) == (0, True)
    with parts.store.read() as work:
        author = accounts.get_account(work, held.account)
        (told,) = inbox.list_keys(work, author, Slice(kinds=[EventKind.ACCEPTED]))
        (event,) = inbox.read_events(work, [told.id])
        assert event.person == OPERATOR.id
        assert revisions.get_head(work, held.sheet).title == "Le banc"
    assert ordered(home, "reviews", "accept", held.id).exit_code == 1
    unread = ordered(home, "reviews", "changes", "--unreviewed").output
    assert "Le banc" not in unread
    line = ordered(home, "reviews", "changes").output
    assert "Ana" in line
    assert line.rstrip().endswith("Le banc (relue)")
    sequence = line.split()[0]
    assert ordered(home, "reviews", "mark", sequence, "--undo").exit_code == 0
    assert "Le banc (à relire)" in ordered(home, "reviews", "changes").output
    assert ordered(home, "reviews", "mark", sequence).exit_code == 0
    assert ordered(home, "reviews", "mark", "999").exit_code == 1


def test_it_is_refused_with_a_reason(
    parts: Components, home: Path, held: HeldEdit
) -> None:
    assert ordered(home, "reviews", "refuse", held.id, "x").exit_code == 2
    done = ordered(home, "reviews", "refuse", held.id, "une publicité")
    assert (done.exit_code, "Ana" in done.output) == (0, True)
    with parts.store.read() as work:
        assert held_edits.get_held(work, held.id).reason == "une publicité"
    assert "À relire : 0" in ordered(home, "reviews").output
