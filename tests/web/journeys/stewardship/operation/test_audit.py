"""The audit log is read in words: who, what, of whom, why."""

import re
from dataclasses import dataclass

from flask import Flask

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.site.audit_log import note_act
from commons.core.domain.people.account import Role
from commons.core.domain.site.audit import AuditAct
from commons.services.editing.hold import Held
from commons.services.stewardship.reviews import refuse_edit
from commons.web.journeys.stewardship.operation.audit_words import ACTS, Named
from commons.wiring.components import Components
from tests.people.reviewed import a_version, account_of, hands_in
from tests.people.visitor import Visitor, said_by


def test_details_are_told_in_words_and_people_by_name(
    app: Flask, parts: Components
) -> None:
    author = Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR)
    admin = Visitor(app.test_client(), parts).signed_in(Role.ADMIN)
    held = hands_in(parts, account_of(author), a_version(account_of(author)))
    assert isinstance(held, Held)
    with parts.store.write() as work:
        refuse_edit(work, held.edit.id, "de la publicité", account_of(admin))
    words = said_by(admin.get("/admin/audit"))
    assert f"de : {author.name}" in words
    assert "raison : de la publicité" in words
    assert "author" not in words


def test_sheets_are_named_by_their_titles_and_roles_in_words(
    app: Flask, parts: Components
) -> None:
    admin = Visitor(app.test_client(), parts).signed_in(Role.ADMIN)
    sheet = admin.publishes("method", title="Le banc rouge").split("/")[2]
    me = account_of(admin).person.id
    with parts.store.write() as work:
        note_act(work, me, AuditAct.DELETE, sheet)
        note_act(work, me, AuditAct.END_REPORT, f"/sheets/{sheet}")
        note_act(work, me, AuditAct.ROLE, me, role="EDITOR")
        note_act(work, me, AuditAct.PURGE, sheet, sort="sheet", basis="court")
        note_act(work, "", AuditAct.MAIL, "<b>")
    page = admin.get("/admin/audit")
    words = said_by(page)
    assert words.count("« Le banc rouge »") == 3
    assert f'<a href="/sheets/{sheet}">' in page.text
    assert "rôle : équipe éditoriale" in words
    assert "Décision de justice" in words
    assert sheet not in words
    assert "EDITOR" not in words
    assert "<code><b>" not in page.text


def test_settings_and_their_values_are_told_in_words(
    app: Flask, parts: Components
) -> None:
    admin = Visitor(app.test_client(), parts).signed_in(Role.ADMIN)
    me = account_of(admin).person.id
    with parts.store.write() as work:
        note_act(work, me, AuditAct.SETTING, "REVIEW", value="off")
        note_act(work, me, AuditAct.SETTING, "READ_ONLY")
        note_act(work, me, AuditAct.SETTING, "REVIEW_UNTIL", value="5")
        note_act(work, me, AuditAct.SETTING, "appearance", colour="#1f5f8b", logo="")
    words = said_by(admin.get("/admin/audit"))
    assert "Ce qui est relu avant d’être publié · valeur : rien" in words
    assert "Ce que l’on peut faire ici · valeur : celle d’origine" in words
    assert "n’est plus relu · valeur : 5" in words
    assert "L’apparence du site · couleur : #1f5f8b" in words
    assert not {"REVIEW", "READ_ONLY", "off", "appearance"} & set(words.split())


def _every_act(work: Work, site: "_Site") -> None:
    """Log each act as it is done, and of what is no longer there."""
    for person in (site.me, "0123456789ab"):
        for act in AuditAct:
            if ACTS[act].target is Named.PERSON:
                note_act(work, site.me, act, person)
    for sheet in (site.sheet, "0123456789ab"):
        note_act(work, site.me, AuditAct.FEATURE, sheet, order="feature")
        for sort in ("sheet", "version"):
            note_act(
                work, "", AuditAct.PURGE, sheet, sort=sort, basis="court", purge="p"
            )
        for room in ("sheets", "people", "organisations", "remarks", "messages"):
            note_act(work, site.me, AuditAct.END_REPORT, f"/{room}/{sheet}")
        note_act(work, site.me, AuditAct.HIDE_REMARK, sheet, reason="trop vif")
        note_act(work, site.me, AuditAct.NOTICE, sheet, state="accepted")
        note_act(work, site.me, AuditAct.ORGANISATION, sheet, done="begin", into=sheet)
    note_act(work, "", AuditAct.PURGE, f"{'a' * 64}.png", sort="file", basis="court")
    note_act(work, "", AuditAct.REPAIR, site.me, repair="0123456789ab", of="all")
    note_act(work, "", AuditAct.REDACT, "1", reads="0" * 64)
    note_act(work, site.me, AuditAct.SITE_PAGE, "about/en", version="2")
    note_act(work, site.me, AuditAct.THESAURUS, "nothing-here", added="1")
    note_act(
        work, site.me, AuditAct.THEME, "ecologie", done="rename", name_fr_before="É"
    )
    note_act(work, "", AuditAct.IMPORT, "0123456789ab", undone="1")
    note_act(work, "", AuditAct.MAIL, "0123456789ab")
    note_act(work, "", AuditAct.BACKUP, head="12")
    note_act(work, "", AuditAct.FAILED_SIGN_INS, "2026-03-13", count="40")
    note_act(work, site.me, AuditAct.API_TOKEN, site.me, scopes="media:write read")


@dataclass(frozen=True, slots=True)
class _Site:
    me: str
    sheet: str


def test_no_raw_word_of_the_log_is_shown_in_either_language(
    app: Flask, parts: Components
) -> None:
    admin = Visitor(app.test_client(), parts).signed_in(Role.ADMIN)
    sheet = admin.publishes("method", title="Le banc rouge").split("/")[2]
    with parts.store.write() as work:
        _every_act(work, _Site(account_of(admin).person.id, sheet))
    raw = re.compile(rf"0123456789ab|{sheet}|[/_]|\b(?:court|begin|media|undone)\b")
    french, english = (
        said_by(admin.get(f"/admin/audit?lang={language}")) for language in ("fr", "en")
    )
    assert not raw.findall(french)
    assert not raw.findall(english)
    assert "«" not in english
    assert "une fiche qui n’est pas publiée" in french
    for words in ("“Le banc rouge”", "13 March 2026", "name (Français) before: É"):
        assert words in english
