"""The operator decides on announcements of other commons."""

from commons.adapters.store.federation import incoming
from commons.adapters.store.site import audit_log
from commons.core.domain.site.audit import AuditAct
from commons.core.domain.site.notice import ReceivedState
from commons.wiring.components import Components
from tests.adapters.store.makers import an_incoming
from tests.people.visitor import Visitor
from tests.servers.server import ordered


def test_an_announcement_is_listed_accepted_and_refused(
    parts: Components, editor: Visitor, author: Visitor
) -> None:
    home, sheet = parts.settings.data_dir, author.publishes("method").split("/")[2]
    notice = an_incoming(sheet, ReceivedState.HELD)
    with parts.store.write() as work:
        incoming.add_incoming(work, notice)
    assert f"{notice.id} à décider" in ordered(home, "notices").output
    for who in (author.email, "personne@exemple.fr"):
        refused = ordered(home, "notices", "accept", notice.id, "--account", who)
        assert refused.exit_code == 1
    for deed, state in (
        ("accept", ReceivedState.ACCEPTED),
        ("refuse", ReceivedState.REFUSED),
    ):
        done = ordered(home, "notices", deed, notice.id, "--account", editor.email)
        assert done.exit_code == 0, done.output
        with parts.store.read() as work:
            assert incoming.get_incoming(work, notice.id).state is state
    again = ordered(home, "notices", "refuse", notice.id, "--account", editor.email)
    assert (again.exit_code, "pas à décider" in again.stderr) == (1, True)
    with parts.store.read() as work:
        acts = audit_log.latest_acts(work, act=AuditAct.NOTICE, limit=9)
    assert [one.details["state"] for one in acts] == ["refused", "accepted"]
