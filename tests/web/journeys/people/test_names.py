"""Names that speak for the site, titles that are taken, and what refusals say."""

import pytest

from commons.adapters.store.log import revisions
from commons.core.domain.people.account import Role
from commons.wiring.components import Components
from tests.people.visitor import PASSWORD, Visitor, filled, said_by
from tests.servers.server import ordered

NEW = {"email": "sacha@exemple.fr", "password": "lampe forêt tasse violon"}


@pytest.mark.parametrize("name", ["Équipe éditoriale", "\u0421ommons", "M0dération"])
def test_nobody_registers_a_name_of_the_site(visitor: Visitor, name: str) -> None:
    refused = visitor.post("/register", name=name, **NEW)
    assert refused.status_code == 422
    assert "parlerait pour le site" in said_by(refused)
    english = visitor.post("/register?lang=en", name=name, **NEW)
    assert "speak for the site" in said_by(english)


def test_nobody_registers_a_name_that_looks_like_another_s(visitor: Visitor) -> None:
    assert visitor.post("/register", name="Camille", **NEW).status_code == 303
    other = {**NEW, "email": "autre@exemple.fr"}
    assert (
        visitor.post("/register", name="\u0421\u0430mill\u0435", **other).status_code
        == 422
    )
    assert (
        visitor.post("/register", name="Ca\u00admille\u200b", **other).status_code
        == 422
    )


def test_the_operator_gives_a_name_of_the_site_when_saying_so(
    parts: Components,
) -> None:
    home = parts.settings.data_dir
    words = ["user", "add", "Modération", "--email", "m@exemple.fr", "--password-stdin"]
    refused = ordered(home, *words, typed=PASSWORD)
    assert refused.exit_code == 1
    assert "--reserved-name" in refused.output
    given = ordered(home, *words, "--reserved-name", typed=f"{PASSWORD}\r\n")
    assert given.exit_code == 0, given.output


def test_a_second_sheet_of_one_title_is_told_to_its_writer(
    author: Visitor, parts: Components
) -> None:
    author.publishes("method", title="Débat mouvant")
    typed = filled(title="debat  MOUVANT\u200b")
    asked = author.post("/sheets/new/tool", _do="publish", **typed)
    assert asked.status_code == 422
    assert "une autre fiche porte déjà ce titre" in said_by(asked)
    shown = author.post("/sheets/new/tool", _do="preview", **typed)
    assert "une autre fiche porte déjà ce titre" in said_by(shown)
    second = author.publishes("tool", title="Débat mouvant")
    edited = author.post(
        f"{second.rpartition('/')[0]}/edit",
        _do="publish",
        change_note="relu",
        _parent="1",
        **filled(title="Débat mouvant", body="Un mot."),
    )
    assert edited.status_code == 303, said_by(edited)
    with parts.store.read() as work:
        assert len(revisions.sheets_titled(work, "Débat mouvant")) == 2


def test_a_title_of_nothing_that_is_seen_is_none(author: Visitor) -> None:
    for title in ("\u200b", "\u00ad \u2060", "\u3164"):
        answer = author.post(
            "/sheets/new/method", _do="publish", _confirmed="on", **filled(title=title)
        )
        assert answer.status_code == 422
        assert "à renseigner pour publier" in said_by(answer)


@pytest.mark.parametrize(
    ("role", "address", "words"),
    [
        (Role.READER, "/write", "permettre d’écrire"),
        (Role.CONTRIBUTOR, "/batch", "réservé à l’équipe éditoriale"),
        (Role.EDITOR, "/admin/accounts", "réservé à l’administration"),
    ],
)
def test_who_is_refused_is_told_who_may(
    visitor: Visitor, role: Role, address: str, words: str
) -> None:
    refused = visitor.signed_in(role).get(address)
    assert refused.status_code == 403
    assert words in said_by(refused)
    assert "Demandez à" not in said_by(refused)


def test_thanks_promise_no_message(author: Visitor, editor: Visitor) -> None:
    page = author.publishes("method", title="Débat mouvant")
    sheet = page.rpartition("/")[0]
    token = {"page": f"{sheet}/history"}
    answer = editor.post(f"{sheet}/v/1/thanks", **token)
    assert answer.status_code == 303
    told = said_by(editor.get(f"{sheet}/history"))
    assert "est compté avec cette version" in told
    assert "1 merci" in told
