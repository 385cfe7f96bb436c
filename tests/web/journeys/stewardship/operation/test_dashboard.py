"""The team's page shows what awaits; to an admin, how the instance is too."""

import pytest
from flask import Flask

from commons.core.domain.people.account import Role
from commons.services.stewardship.reports import report_target
from commons.web.journeys.stewardship.operation.dashboard import DUTIES, FOLLOWED
from commons.wiring.components import Components
from commons.wiring.followers import FOLLOWERS
from tests.feeds.conftest import Desk
from tests.people.reviewed import a_version, account_of, hands_in
from tests.people.visitor import Visitor, said_by


def a_visitor(app: Flask, parts: Components, role: Role) -> Visitor:
    return Visitor(app.test_client(), parts).signed_in(role)


def test_what_awaits_is_counted_and_leads_there(app: Flask, parts: Components) -> None:
    editor = a_visitor(app, parts, Role.EDITOR)
    assert "Rien n’attend l’équipe" in said_by(editor.get("/admin"))
    author = a_visitor(app, parts, Role.CONTRIBUTOR)
    hands_in(parts, account_of(author), a_version(account_of(author)))
    sheet = Desk(parts).put_one(title="Le banc")
    with parts.store.write() as work:
        report_target(work, f"/sheets/{sheet.sheet}", "spam", "", None)
    page = editor.get("/admin")
    assert '<a href="/admin/reviews"><strong>1</strong> texte à relire' in page.text
    assert '<a href="/admin/reports"><strong>1</strong> signalement<' in page.text
    assert "courriel non remis" not in page.text


def test_an_editor_sees_neither_accounts_nor_the_machine(
    app: Flask, parts: Components
) -> None:
    seen = {
        role: a_visitor(app, parts, role).get("/admin")
        for role in (Role.EDITOR, Role.ADMIN)
    }
    for words in ("Dernière sauvegarde", "/admin/accounts", "/admin/settings"):
        assert words not in seen[Role.EDITOR].text
        assert words in seen[Role.ADMIN].text
    words = said_by(seen[Role.ADMIN])
    assert "Aucune sauvegarde" in words
    assert "Schéma de la base" in words
    assert "schema" not in words


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR])
def test_it_is_the_teams_alone(app: Flask, parts: Components, role: Role) -> None:
    assert a_visitor(app, parts, role).get("/admin").status_code == 403


def test_each_follower_of_the_log_has_its_words() -> None:
    assert {row.name for row in FOLLOWERS} == set(FOLLOWED)


def test_each_duty_has_a_page_of_its_own(app: Flask) -> None:
    known = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert {one.endpoint for one in DUTIES} <= known
    assert len({one.endpoint for one in DUTIES}) == len(DUTIES)
