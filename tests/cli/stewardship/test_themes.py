"""The themes are listed and changed at the command line."""

from commons.core.domain.people.account import Role
from commons.services.people.accounts import Application, sign_up
from commons.wiring.components import Components
from tests.feeds.conftest import Desk
from tests.people.visitor import PASSWORD
from tests.servers.server import ordered

EMAIL = "e@exemple.fr"


def run(parts: Components, *words: str) -> tuple[int, str]:
    """Run `commons theme`; give the exit code and what it says."""
    result = ordered(parts.settings.data_dir, "theme", *words)
    return result.exit_code, result.output


def test_themes_are_changed_by_an_editor(parts: Components) -> None:
    with parts.store.write() as work:
        for email, role in ((EMAIL, Role.EDITOR), ("c@exemple.fr", Role.CONTRIBUTOR)):
            name = email[0] * 3
            form = Application(email=email, name=name, password=PASSWORD, role=role)
            assert sign_up(work, form)
    Desk(parts).put_one(themes=["culture"])
    parts.catch_up()
    who = ("--account", EMAIL)
    assert run(parts, "add", "Ponts", "--under", "town_planning", *who)[0] == 0
    assert (
        run(parts, "change", "ponts", "--name", "Gués", "--new-address", *who)[0] == 0
    )
    assert run(parts, "merge", "culture", "food", *who)[0] == 0
    assert run(parts, "retire", "housing", *who)[0] == 0
    said = run(parts)[1]
    assert "  gues : Gués" in said
    assert "culture → food" in said
    assert "ponts → gues" in said
    assert "housing : Habitat (n’est plus proposé)" in said
    assert run(parts, "restore", "culture", *who)[0] == 0
    for words in (
        ("merge", "culture", "culture", *who),
        ("merge", "culture", "nothing", *who),
        ("add", "Culture", *who),
        ("retire", "nothing", *who),
        ("add", "Autre", "--account", "nobody@exemple.fr"),
        ("add", "Autre", "--account", "c@exemple.fr"),
    ):
        code, told = run(parts, *words)
        assert code == 1, told
        assert len(told.strip().splitlines()) == 1
