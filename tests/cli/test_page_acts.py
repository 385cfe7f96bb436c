"""What the team does in the pages is done by command too."""

from collections.abc import Mapping

import click
import pytest
from flask import Flask

from commons.cli import COMMANDS, main
from commons.core.domain.people.account import MINIMUM_ROLE, Role
from commons.web.request.route_rules import rules_of

BY_COMMAND: Mapping[str, str] = {
    "account_list.accounts_page": "user list,user role,user link,user no-code",
    "appearance.edit_appearance": "appearance colour,appearance logo",
    "audit.audit_export": "audit",
    "audit.audit_page": "audit",
    "batch.check_page": "load",
    "batch.columns_page": "load",
    "batch.forget_upload": "load",
    "batch.guide_page": "template",
    "batch.report_csv": "load",
    "batch.template_csv": "template",
    "batch.upload_page": "load",
    "catalog.publish_dumps": "dump",
    "changes.mark_version": "reviews changes,reviews mark",
    "chosen_settings.settings_page": "settings",
    "collections.featured_page": "featured add,featured remove,featured move",
    "dashboard.dashboard_page": "status",
    "history.delete": "sheet delete",
    "history.restore": "sheet restore",
    "invitations.invitations_page": "user invite,user invitations,user uninvite",
    "mails.mail_page": "mail",
    "mails.settle_mail": "mail retry,mail forget,mail send",
    "messages.reported_page": "reports",
    "messages.settle_message": "reports forget-message",
    "missing.missed_page": "searches",
    "missing.settle_search": "searches forget",
    "notices.accept": "notices accept",
    "notices.notices_page": "notices",
    "notices.refuse": "notices refuse",
    "organisations.merge_page": "organisations merge",
    "person_repairs.person_writing_page": "user writing",
    "person_repairs.settle_person": "user take-back,user give-back,user block,user unblock",
    "purging.purge_page": "purge sheet,purge file,purge person",
    "purging.purges_page": "purge",
    "remarks.hide_page": "remarks hide",
    "remarks.show_again": "remarks show",
    "reports.reports_page": "reports",
    "reports.settle": "reports end,reports reopen",
    "reviews.accept": "reviews accept",
    "reviews.refuse": "reviews refuse",
    "reviews.reviews_page": "reviews,reviews show",
    "site_pages.edit_site_page": "pages show,pages write",
    "site_pages.site_pages_page": "pages",
    "themes.theme_edit": "theme change,theme merge,theme retire,theme restore",
    "themes.themes_list": "theme,theme add",
    "thesaurus.term_page": "thesaurus name,thesaurus remove",
    "thesaurus.terms_page": "thesaurus find,thesaurus add",
}
"""Each route that takes an editor or an admin, and the commands that do the same."""

OWN_ACCOUNT = ("user archive", "user delete", "user password")
"""What people do with their own account, and ask the operator for when they cannot."""


def test_each_page_of_the_team_has_its_commands(app: Flask) -> None:
    rules = rules_of(app)
    of_the_team = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if (MINIMUM_ROLE[rules[rule.endpoint].needs] or Role.READER) >= Role.EDITOR
    }
    assert of_the_team == set(BY_COMMAND)


@pytest.mark.parametrize(
    "words",
    sorted({*",".join(BY_COMMAND.values()).split(","), *OWN_ACCOUNT}),
)
def test_the_command_is_there(words: str) -> None:
    context, found = click.Context(main), main.get_command(click.Context(main), "user")
    name, *below = words.split()
    assert name in COMMANDS
    found = main.get_command(context, name)
    for word in below:
        assert isinstance(found, click.Group)
        found = found.get_command(context, word)
    assert found is not None
    assert found.help
