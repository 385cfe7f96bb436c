"""A spam account: forty sheets and twenty changes of others', with default settings."""

from pathlib import Path

from commons.adapters.store.drafts import drafts
from commons.adapters.store.log import revisions
from commons.adapters.store.stewardship.review import held_edits
from commons.app import create_app
from commons.core.domain.people.account import Role
from commons.settings import from_env
from commons.wiring.assembly import assemble_components
from tests.conftest import BASE
from tests.people.reviewed import account_of
from tests.people.visitor import Visitor, filled, said_by
from tests.servers import postgresql


def test_it_gets_three_texts_into_a_queue_and_nothing_into_the_log(
    tmp_path: Path,
) -> None:
    home = {"COMMONS_DATA_DIR": str(tmp_path), "COMMONS_BASE_URL": BASE}
    served = postgresql.settings_for(tmp_path, home)
    parts = assemble_components(from_env({**served, **home}))
    app = create_app(parts)
    editor, spammer = (
        Visitor(app.test_client(), parts).signed_in(role)
        for role in (Role.EDITOR, Role.CONTRIBUTOR)
    )
    sheet = editor.publishes("method", title="Le banc").split("/")[2]
    link = "https://spam.example/"
    for count in range(40):
        typed = filled(title=f"Achetez {count}", summary=f"{link}{count}")
        answer = spammer.post(
            "/sheets/new/method", _do="publish", _confirmed="on", **typed
        )
        assert answer.status_code in {303, 429}, said_by(answer)
    for count in range(20):
        typed = filled(title=f"Achetez {count}", change_note="mieux")
        answer = spammer.post(
            f"/sheets/{sheet}/edit",
            _do="publish",
            _confirmed="on",
            _parent="1",
            **typed,
        )
        assert answer.status_code in {303, 429}, said_by(answer)
    with parts.store.read() as work:
        assert held_edits.count_waiting(work) <= 3
        assert revisions.head_sequence(work) == 1
        assert drafts.count_drafts(work, account_of(spammer).id) > 0
    assert "spam.example" not in editor.get("/search?q=Achetez").get_data(as_text=True)
    parts.follower.stop()
    parts.store.close()
