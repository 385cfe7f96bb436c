"""What is pasted from elsewhere is cleaned, not refused, through every door."""

from commons.adapters.store.log import revisions
from commons.wiring import Components
from tests.visitor import Visitor, filled, said_by

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
