"""The form opens in one read, and what is pasted into it is cleaned, not refused."""

from commons.adapters.store.log import revisions
from commons.wiring.components import Components
from tests.adapters.store.statements import asked_here
from tests.people.visitor import Visitor, filled, said_by

VILLE = "https://www.ville.fr/actu?tx_news_pi1[news]=12"
CLEAN = "https://www.ville.fr/actu?tx_news_pi1%5Bnews%5D=12"


def test_a_text_pasted_from_a_word_processor_is_published(
    author: Visitor, parts: Components
) -> None:
    form = filled(
        title="Débat\x0bmouvant\u200b",
        body="Un\x0bdeux\x0c\x02trois",
        keywords="espace public, parole, habitants",
        **{
            "links-0-url": VILLE,
            "variants-0": "\u200b",
            "variants-1": "Une variante, courte",
        },
    )
    answer = author.post("/sheets/new/method", _do="publish", _confirmed="on", **form)
    assert answer.status_code == 303, said_by(answer)
    with parts.store.read() as work:
        (head,) = revisions.latest_heads(work, limit=1)
    assert head.title == "Débat mouvant"
    assert head.body == "Un\ndeux\ntrois"
    assert head.items("keywords") == ["espace public", "parole", "habitants"]
    assert head.items("variants") == ["Une variante, courte"]
    assert head.items("links") == [{"url": CLEAN}]


def test_a_blank_row_moves_no_fault_to_another(author: Visitor) -> None:
    form = filled(**{"variants-0": "\u200b", "variants-1": "x" * 401})
    answer = author.post("/sheets/new/method", _do="publish", _confirmed="on", **form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="f-variants-0-error"' in page
    assert 'id="f-variants-1' not in page


def test_a_reader_sees_and_registers_without_the_unseen(visitor: Visitor) -> None:
    answer = visitor.post(
        "/register",
        email="\u200bsacha@exemple.fr\u200b",
        name="Sacha\u200b L\u00ad.",
        password="lampe forêt tasse violon",
    )
    assert answer.status_code == 303, said_by(answer)
    signed = visitor.post(
        "/login", email="sacha@exemple.fr", password="lampe fore\u0302t tasse violon"
    )
    assert signed.status_code == 303
    assert "Sacha L." in said_by(visitor.client.get("/account"))


def test_the_form_opens_in_one_read_beside_those_of_session_and_bell(
    author: Visitor,
) -> None:
    sheet = author.publishes("method").split("/")[2]
    edit = f"/sheets/{sheet}/edit"
    kept = author.post(edit, _do="draft", title="Un début").headers["Location"]
    for address in (edit, kept, "/sheets/new/method"):
        with asked_here() as asked:
            assert author.get(address).status_code == 200
        assert (asked.reads, asked.writes) == (3, 0), f"{address}\n{asked}"


def test_asking_only_for_the_head_of_a_form_keeps_no_draft(
    author: Visitor, editor: Visitor, parts: Components
) -> None:
    sheet = author.publishes("method").split("/")[2]
    assert author.client.head(f"/sheets/{sheet}/edit").status_code == 200
    editor.post(
        f"/sheets/{sheet}/delete", page=f"/sheets/{sheet}/history", reason="en double"
    )
    with asked_here() as asked:
        author.client.head(f"/sheets/{sheet}/edit")
    assert asked.writes == 0
    with parts.store.read() as work:
        assert revisions.get_head(work, sheet).deleted
