"""The operator lists organisations, merges two, and takes one away."""

from commons.services.people.directory.organisations import begin_organisation
from commons.wiring.components import Components
from tests.people.reviewed import account_of
from tests.people.visitor import Visitor
from tests.servers.server import ordered


def test_organisations_are_listed_merged_and_taken_away(
    parts: Components, editor: Visitor
) -> None:
    home, me, terms = parts.settings.data_dir, account_of(editor), parts.settings.review
    with parts.store.write() as work:
        one, two = (
            begin_organisation(work, terms, me, name)
            for name in ("Le Pont", "Les Ateliers du Pont")
        )
    told = ordered(home, "organisations").output
    assert f"{one.id} Le Pont" in told
    who = ("--account", editor.email)
    merged = ordered(home, "organisations", "merge", one.id, two.id, *who)
    assert f"{one.id} → {two.id}" in merged.output
    assert ordered(home, "organisations", "merge", two.id, one.id, *who).exit_code == 1
    assert ordered(home, "organisations", "remove", two.id, *who).exit_code == 0
    left = ordered(home, "organisations")
    assert (left.stdout, left.stderr) == ("", "0 organisations\n")
