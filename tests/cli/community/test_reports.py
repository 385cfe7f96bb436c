"""The operator reads what was reported, and deals with it as an editor does."""

from commons.adapters.store.community import messages
from commons.adapters.store.site import audit_log
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.message import Message
from commons.core.domain.site.audit import AuditAct
from commons.services.stewardship.reports import report_target
from commons.wiring.components import Components
from tests.people.reviewed import account_of
from tests.people.visitor import Visitor
from tests.servers.server import ordered


def test_reports_and_messages_are_listed_and_dealt_with(
    parts: Components, editor: Visitor, author: Visitor
) -> None:
    home, me, other = parts.settings.data_dir, account_of(author), account_of(editor)
    message = Message(
        id=iri.new_id(),
        sender=me.id,
        author=me.person,
        recipient=other.id,
        reader=other.person,
        sheet="",
        text="Achetez !",
        instant=clock.now(),
        reported=clock.now(),
    )
    with parts.store.write() as work:
        path = f"/people/{me.person.id}"
        report = report_target(work, path, "spam", "De la publicité", None)
        messages.add_message(work, message)
    told = ordered(home, "reports").output
    assert f"{report.id} " in told
    assert "De la publicité" in told
    assert f"{message.id} message écrit par {author.name} : Achetez !" in told
    who = ("--account", editor.email)
    refused = ordered(home, "reports", "end", report.id, "--account", author.email)
    assert refused.exit_code == 1
    assert ordered(home, "reports", "end", report.id, *who).exit_code == 0
    assert "Signalements : 0" in ordered(home, "reports").output
    assert ordered(home, "reports", "reopen", report.id, *who).exit_code == 0
    assert "Signalements : 1" in ordered(home, "reports").output
    forget = ("reports", "forget-message", message.id, *who)
    assert ordered(home, *forget).exit_code == 0
    assert ordered(home, *forget).exit_code == 1
    with parts.store.read() as work:
        acts = [(one.act, one.actor) for one in audit_log.latest_acts(work, limit=3)]
    assert acts == [
        (AuditAct.END_REPORT, other.person.id),
        (AuditAct.REOPEN_REPORT, other.person.id),
        (AuditAct.END_REPORT, other.person.id),
    ]
