"""What a spam account did is undone in one click among ten thousand sheets, and back."""

import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from commons.adapters.store.log import revisions
from commons.app import create_app
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Role
from commons.core.domain.sheet import Action, Person, Revision
from commons.services.publishing.publish import NewRevision, publish_version
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from tests.conftest import settings_in
from tests.feeds.conftest import Desk
from tests.people.reviewed import account_of
from tests.people.visitor import Visitor, said_by

pytestmark = pytest.mark.thorough
log = logging.getLogger(__name__)

SHEETS, CHUNK, MADE, CHANGED = 10_000, 500, 40, 20
MOST_SECONDS = 5.0


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Components]:
    """Give an instance of ten thousand sheets that others wrote."""
    parts = assemble_components(settings_in(tmp_path / "many"))
    desk = Desk(parts)
    for _ in range(SHEETS // CHUNK):
        desk.publish(CHUNK, body="Un banc, et des mots pour le dire. " * 40)
    yield parts
    parts.follower.stop()
    parts.store.close()


def spam(parts: Components, person: Person) -> list[Revision]:
    """Publish sheets and change those of others, in somebody's name."""
    with parts.store.write() as work:
        others = revisions.latest_heads(work, limit=CHANGED)
        return [
            publish_version(
                parts.schema,
                work,
                NewRevision(
                    sheet=head.sheet if head else iri.new_id(),
                    kind="method",
                    parent=head.number if head else None,
                    action=Action.UPDATE if head else Action.CREATE,
                    author=person,
                    change_note="mieux" if head else "",
                    values={
                        "title": f"Achetez {number}",
                        "licence": "CC-BY-SA-4.0",
                        "language": "fr",
                        "authors": [{"name": person.name}],
                    },
                ),
                head,
            )
            for number, head in enumerate([*([None] * MADE), *others])
        ]


def test_it_takes_less_than_five_seconds_there_and_back(many: Components) -> None:
    app = create_app(many)
    editor = Visitor(app.test_client(), many).signed_in(Role.EDITOR)
    spammer = Visitor(app.test_client(), many).signed_in(Role.CONTRIBUTOR)
    made = spam(many, account_of(spammer).person)
    page = f"/admin/people/{account_of(spammer).person.id}"
    took: dict[str, float] = {}

    def press(**typed: str) -> None:
        begun = time.perf_counter()
        done = editor.post(page, **typed)
        took[typed["_do"]] = time.perf_counter() - begun
        assert done.status_code == 303, said_by(done)

    press(_do="all")
    with many.store.read() as work:
        heads = revisions.get_heads(work, [one.sheet for one in made])
    deleted = [one for one in heads.values() if one.deleted]
    assert len(deleted) == MADE
    assert not any("Achetez" in o.title for o in heads.values() if not o.deleted)
    repair = editor.get(page).text.split('name="repair" value="')[1].split('"')[0]
    press(_do="undo", repair=repair)
    with many.store.read() as work:
        heads = revisions.get_heads(work, [one.sheet for one in made])
    assert all("Achetez" in one.title and not one.deleted for one in heads.values())
    log.info("a repair among %d sheets: %s", SHEETS, took)
    assert max(took.values()) < MOST_SECONDS, took
