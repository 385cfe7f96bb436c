"""Writes a person's name wherever somebody may have written it, beside the log."""

from dataclasses import replace
from datetime import timedelta

from commons.adapters.store.community import messages
from commons.adapters.store.drafts import drafts
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.federation import incoming
from commons.adapters.store.imports import csv_uploads
from commons.adapters.store.people import mail_queue
from commons.adapters.store.people.credentials.invitations import (
    Invitation,
    add_invitation,
)
from commons.adapters.store.site import audit_log, missed_searches
from commons.adapters.store.stewardship.review import reports
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.followed_search import FollowedSearch
from commons.core.domain.people.mail import MailState
from commons.core.domain.people.message import Message
from commons.core.domain.sheet import Draft
from commons.core.domain.site.audit import AuditAct
from commons.core.domain.site.missed_search import Outcome
from commons.core.domain.site.notice import ReceivedState
from commons.core.domain.site.report import Report, ReportReason
from commons.services.community.remarks import hide_remark
from commons.services.notifications.searches import follow_search
from commons.services.people.recovery import ask_email_change
from commons.services.stewardship.missed_searches import wish_for_sheet
from tests.adapters.store.makers import an_incoming
from tests.people.reviewed import account_of
from tests.services.people.mail.test_letters import HEAD
from tests.services.people.mail.test_mail_courier import a_mail
from tests.web.erasable_site import ErasableSite


def says_elsewhere(work: Work, site: ErasableSite, name: str) -> None:
    """Say the name of the site's author, in capitals, in every such table."""
    me, other = account_of(site.author), account_of(site.other)
    loud, day = name.upper(), timedelta(days=1)
    reason = f"{loud} l’a demandé"
    for act in (AuditAct.HIDE_REMARK, AuditAct.REFUSE_EDIT):
        audit_log.note_act(work, other.person.id, act, site.said.sheet, reason=reason)
    hide_remark(work, account_of(site.editor), site.remark, reason)
    draft = Draft(
        id=iri.new_id(),
        account=other.id,
        kind="method",
        sheet=site.said.sheet,
        parent=1,
        instant=clock.now(),
        values={"title": "Autre", "authors": [{"name": loud}]},
    )
    drafts.save_draft(work, draft)
    upload = csv_uploads.CsvUpload(
        id=iri.new_id(),
        account=other.id,
        kind="method",
        name="a.csv",
        until=clock.now() + day,
    )
    csv_uploads.save_upload(work, upload, f"Titre;Auteur\nUn;{loud}\n".encode("cp1252"))
    notice = an_incoming(site.said.sheet, ReceivedState.ACCEPTED)
    assert notice.made is not None
    made = replace(notice.made, authors=f"Nolwenn, {loud}")
    incoming.add_incoming(work, replace(notice, made=made))
    missed_searches.note_missed(work, loud, Outcome.NOTHING, most=9)
    wish_for_sheet(work, f"La méthode de {loud}", loud)
    for target in (f"/people/{me.person.id}", f"/sheets/{site.said.sheet}"):
        reports.add_report(
            work,
            Report(
                id=iri.new_id(),
                target=target,
                reason=ReportReason.OTHER,
                words=f"{loud} exagère",
                reporter=other.id,
                instant=clock.now(),
            ),
        )
    search = FollowedSearch(words=loud, address=f"/search?q={loud}")
    follow_search(work, other, search, clock.now())
    ask_email_change(work, HEAD, me, f"nouvelle-{me.email}")
    invitation = Invitation(
        id=iri.new_id(),
        inviter=account_of(site.editor).id,
        email=me.email.upper(),
        created=clock.now(),
        until=clock.now() + day,
    )
    add_invitation(work, invitation)
    message = Message(
        id=iri.new_id(),
        sender=me.id,
        author=me.person,
        recipient=other.id,
        reader=other.person,
        sheet="",
        text="Bonjour",
        instant=clock.now(),
    )
    messages.add_message(work, message)
    editor = account_of(site.editor)
    between_others = replace(
        message,
        id=iri.new_id(),
        sender=other.id,
        author=other.person,
        recipient=editor.id,
        reader=editor.person,
        text=f"Demandez à {loud}",
    )
    messages.add_message(work, between_others)
    dead = replace(a_mail(), recipient=other.email, state=MailState.DEAD)
    link = f"https://ici.example/messages/{message.id}/report/x"
    relayed = replace(dead, id=iri.new_id(), text=f"{name} vous écrit : {link}")
    told = replace(dead, id=iri.new_id(), text=f"{loud} a répondu", digest="kept")
    for mail in (relayed, told):
        mail_queue.add_mail(work, mail)
