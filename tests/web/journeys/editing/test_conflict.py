"""Two people change one sheet at the same time: nothing of either is lost."""

import re
from html import unescape

import pytest
from hypothesis import Phase, given, settings
from werkzeug.test import TestResponse

from commons.adapters.store.drafts import drafts
from commons.adapters.store.log import revisions
from commons.adapters.store.people import accounts
from commons.core.domain.schema.kind import Value, Values
from commons.core.domain.sheet import Revision
from commons.wiring.components import Components
from tests.bench.typing_in import controls_of
from tests.people.visitor import Visitor, filled, said_by
from tests.services.histories import History, histories, new_words

Typed = dict[str, list[str]]
ORDER = {"_do": "publish", "_confirmed": "on", "change_note": "mieux"}
HISTORIES = 12
"""Few, for time: drill/test_merging tries 500, services/test_merge without pages."""

BODY = "Poser le banc. Poser la question.\n\nÉcouter sans hâte.\n\nRanger."


@pytest.fixture
def sheet(author: Visitor) -> str:
    return author.publishes("method", body=BODY).split("/")[2]


def saved(who: Visitor, sheet: str, parent: str = "1", **typed: str) -> TestResponse:
    """Send the form as somebody does who began at a version."""
    told = filled(**{"body": BODY, **typed})
    return who.post(f"/sheets/{sheet}/edit", **{**ORDER, **told}, _parent=parent)


def head_of(parts: Components, sheet: str) -> Revision:
    with parts.store.read() as work:
        return revisions.get_head(work, sheet)


def carried(page: TestResponse) -> Typed:
    """Give what the form of a page would send, as it was shown."""
    typed: Typed = {}
    for name, text in controls_of(page.get_data(as_text=True), "sheet"):
        typed.setdefault(name, []).append(text)
    return typed


def chosen(page: TestResponse, choice: str) -> Typed:
    """Give the form of a screen of choices, with one choice wherever it is offered."""
    html = page.get_data(as_text=True)
    found = re.findall(r'name="(_choice-[^"]+)" value="([^"]+)"', html)
    assert found
    offered: Typed = {}
    for name, value in found:
        offered.setdefault(name, []).append(value)
    picked = {n: [choice if choice in v else "mine"] for n, v in offered.items()}
    return {**carried(page), **picked}


def sends(who: Visitor, sheet: str, typed: Typed, **more: str) -> TestResponse:
    """Send a form as it came, but for what is said."""
    return who.client.post(f"/sheets/{sheet}/edit", data={**typed, **ORDER, **more})


def test_two_fields_are_both_kept_and_the_author_is_told(
    author: Visitor, editor: Visitor, parts: Components, sheet: str
) -> None:
    assert saved(editor, sheet, title="Le thé des idées").status_code == 303
    mine = saved(
        author, sheet, summary="Recueillir la parole de tout le monde, dehors."
    )
    assert mine.status_code == 303
    page = author.get(mine.headers["Location"])
    assert f"{editor.name} a publié aussi" in said_by(page)
    assert "ses changements sont gardés dans : Titre" in said_by(page)
    assert f"/sheets/{sheet}/diff/1..2" in page.get_data(as_text=True)
    head = head_of(parts, sheet)
    assert (head.number, head.parent) == (3, 2)
    assert head.title == "Le thé des idées"
    assert head.text("summary") == "Recueillir la parole de tout le monde, dehors."


def test_who_is_asked_to_confirm_is_told_of_the_other_then(
    author: Visitor, editor: Visitor, sheet: str
) -> None:
    author.publishes("method", title="Le thé des idées")
    saved(editor, sheet, body=f"{BODY} Et dire merci.")
    asked = saved(author, sheet, title="Le thé des idées", _confirmed="")
    assert asked.status_code == 422
    assert f"{editor.name} a publié aussi" in said_by(asked)
    assert f"/sheets/{sheet}/diff/1..2" in asked.get_data(as_text=True)
    assert "Et dire merci" in carried(asked)["body"][0]


def test_two_paragraphs_of_a_text_are_both_kept(
    author: Visitor, editor: Visitor, parts: Components, sheet: str
) -> None:
    saved(editor, sheet, body=BODY.replace("sans hâte", "longtemps"))
    saved(author, sheet, body=BODY.replace("le banc", "deux bancs"))
    assert head_of(parts, sheet).body == BODY.replace("sans hâte", "longtemps").replace(
        "le banc", "deux bancs"
    )


def test_one_sentence_changed_by_both_is_shown_with_what_it_was(
    author: Visitor, editor: Visitor, parts: Components, sheet: str
) -> None:
    saved(editor, sheet, body=BODY.replace("sans hâte", "longtemps"), title="Le thé")
    asked = saved(author, sheet, body=BODY.replace("sans hâte", "vraiment"))
    assert asked.status_code == 409
    words = said_by(asked)
    for text in ("Écouter sans hâte.", "Écouter longtemps.", "Écouter vraiment."):
        assert text in words
    assert "gardés dans : Titre" in words
    assert head_of(parts, sheet).number == 2
    with parts.store.read() as work:
        found = accounts.by_email(work, author.email)
        assert found is not None
        (draft,) = drafts.drafts_of(work, found[0].id)
    assert draft.values["body"] == BODY.replace("sans hâte", "vraiment")
    assert f'name="_draft" value="{draft.id}"' in asked.get_data(as_text=True)


@pytest.mark.parametrize(
    "choice",
    {
        "mine": "Écouter vraiment.",
        "theirs": "Écouter longtemps.",
        "both": "Écouter longtemps. Écouter vraiment.",
    }.items(),
    ids=lambda choice: choice[0],
)
def test_what_was_chosen_is_published_and_the_draft_is_gone(
    author: Visitor,
    editor: Visitor,
    parts: Components,
    sheet: str,
    choice: tuple[str, str],
) -> None:
    saved(editor, sheet, body=BODY.replace("sans hâte", "longtemps"))
    asked = saved(author, sheet, body=BODY.replace("sans hâte", "vraiment"))
    done = sends(author, sheet, chosen(asked, choice[0]))
    assert done.status_code == 303
    assert head_of(parts, sheet).body == BODY.replace("Écouter sans hâte.", choice[1])
    assert "Aucun brouillon" in said_by(author.get("/drafts"))


def test_nothing_is_published_before_all_is_chosen(
    author: Visitor, editor: Visitor, parts: Components, sheet: str
) -> None:
    saved(editor, sheet, body=BODY.replace("hâte", "bruit"), title="Le thé")
    asked = saved(author, sheet, body=BODY.replace("hâte", "peur"), title="Le café")
    title = {n: v for n, v in chosen(asked, "mine").items() if "-title-" in n}
    again = sends(author, sheet, {**carried(asked), **title})
    assert again.status_code == 409
    assert "Pour en savoir plus : reste à choisir" in said_by(again)
    assert "Titre : reste à choisir" not in said_by(again)
    assert head_of(parts, sheet).number == 2


def test_a_third_save_while_one_chooses_asks_again_only_what_is_new(
    author: Visitor, editor: Visitor, parts: Components, sheet: str
) -> None:
    saved(editor, sheet, body=BODY.replace("hâte", "bruit"))
    asked = saved(author, sheet, body=BODY.replace("hâte", "peur"), title="Le café")
    saved(editor, sheet, "2", body=BODY.replace("hâte", "bruit"), title="Le thé")
    again = sends(author, sheet, chosen(asked, "both"))
    assert again.status_code == 409
    assert "Titre : reste à choisir" in said_by(again)
    assert "Pour en savoir plus : reste à choisir" not in said_by(again)
    done = sends(author, sheet, chosen(again, "both"))
    assert done.status_code == 303
    head = head_of(parts, sheet)
    assert (head.number, head.parent) == (4, 3)
    assert head.title == "Le thé Le café"
    assert "Écouter sans bruit. Écouter sans peur." in head.body


def test_the_choices_can_be_read_in_the_form_first(
    author: Visitor, editor: Visitor, parts: Components, sheet: str
) -> None:
    saved(editor, sheet, body=BODY.replace("hâte", "bruit"))
    asked = saved(author, sheet, body=BODY.replace("hâte", "peur"))
    form = sends(author, sheet, chosen(asked, "both"), _do="review")
    assert form.status_code == 200
    told = carried(form)
    assert "Écouter sans bruit. Écouter sans peur." in told["body"][0]
    assert told["_parent"] == ["2"]
    done = sends(author, sheet, told)
    assert done.status_code == 303
    assert "Écouter sans bruit. Écouter sans peur." in head_of(parts, sheet).body
    assert "Aucun brouillon" in said_by(author.get("/drafts"))


def test_what_does_not_fit_together_comes_back_in_the_form_with_both(
    author: Visitor, editor: Visitor, parts: Components, sheet: str
) -> None:
    assert saved(editor, sheet, group_max="30").status_code == 303
    refused = saved(author, sheet, group_open="on")
    assert refused.status_code == 422
    told = carried(refused)
    assert (told["group_max"], told["group_open"]) == (["30"], ["on"])
    assert told["_parent"] == ["2"]
    told.pop("group_max")
    done = sends(author, sheet, told)
    assert done.status_code == 303
    assert head_of(parts, sheet).values["group_open"] is True


def test_a_sheet_named_by_its_title_is_no_change_of_ones_own(
    author: Visitor, editor: Visitor, parts: Components
) -> None:
    for title in ("Le grand tableau", "Les petites cartes"):
        author.publishes("tool", title=title, body="Un tableau.")
    made = author.publishes("method", tools_used="Le grand tableau")
    sheet = made.split("/")[2]
    theirs = {"tools_used": "Le grand tableau\nLes petites cartes", "body": ""}
    assert saved(editor, sheet, **theirs).status_code == 303
    mine = {"tools_used": "Le grand tableau", "title": "Autre", "body": ""}
    assert saved(author, sheet, **mine).status_code == 303
    assert len(head_of(parts, sheet).items("tools_used")) == 2


def test_a_forged_choice_is_no_choice(
    author: Visitor, editor: Visitor, parts: Components, sheet: str
) -> None:
    saved(editor, sheet, licence="CC-BY-4.0")
    asked = saved(author, sheet, licence="CC0-1.0")
    assert 'value="both"' not in asked.get_data(as_text=True)
    offered = chosen(asked, "mine")
    for forged in ("both", "all", ""):
        typed = {n: [forged] if "_choice" in n else v for n, v in offered.items()}
        again = sends(author, sheet, typed)
        assert again.status_code == 409
    assert head_of(parts, sheet).number == 2


def test_a_parent_that_is_none_loses_nothing_either(
    author: Visitor, editor: Visitor, parts: Components, sheet: str
) -> None:
    saved(editor, sheet, body=BODY.replace("hâte", "bruit"))
    for parent in ("", "0", "-1", "un", "99"):
        typed = {**ORDER, **filled(body="Tout autre chose."), "_parent": parent}
        answer = author.post(f"/sheets/{sheet}/edit", **typed)
        assert answer.status_code == 409
        assert "Tout autre chose." in said_by(answer)


def test_words_of_a_clash_stay_text(
    author: Visitor, editor: Visitor, sheet: str
) -> None:
    saved(editor, sheet, title="<script>alert(1)</script>")
    asked = saved(author, sheet, title="</textarea><img src=x onerror=alert(1)>")
    page = asked.get_data(as_text=True)
    assert asked.status_code == 409
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert unescape(page).count("<img src=x onerror=alert(1)>") >= 2


def test_two_people_who_save_at_once_lose_no_word(
    author: Visitor, editor: Visitor, parts: Components
) -> None:
    parts.follower.start()
    parts.follower.stop()  # Whoosh draws from `random`, which hypothesis watches

    @settings(max_examples=HISTORIES, deadline=None, phases=[Phase.generate])
    @given(histories())
    def try_one(history: History) -> None:
        save_at_once(author, editor, parts, history)

    try_one()


def save_at_once(
    him: Visitor, her: Visitor, parts: Components, history: History
) -> None:
    """Have two people save from one version; look for every word of theirs."""
    sheet = him.publishes("method", **typed_in(history.base)).split("/")[2]
    hers, his = new_words(history.hers), new_words(history.his)
    first = saved(her, sheet, **typed_in(history.hers))
    assert first.status_code == 303, said_by(first)
    answer = saved(him, sheet, **typed_in(history.his))
    shown: set[str] = set()
    if answer.status_code == 409:
        typed = carried(answer)
        assert his <= new_words({name: [*texts] for name, texts in typed.items()})
        shown = new_words({"screen": said_by(answer)})
        answer = sends(him, sheet, chosen(answer, "both"))
    assert answer.status_code == 303, said_by(answer)
    standing = new_words(head_of(parts, sheet).values)
    assert his <= standing
    assert hers <= standing | shown


def typed_in(values: Values) -> dict[str, str]:
    """Give the controls of the form in which these values were typed."""
    typed = dict.fromkeys(("summary", "question", "inclusion", "body"), "")
    typed |= {k: v for k, v in values.items() if isinstance(v, str)}
    typed["keywords"] = "\n".join(map(str, _items(values, "keywords")))
    for number, step in enumerate(_items(values, "steps")):
        if isinstance(step, dict):
            typed |= {f"steps-{number}-{key}": str(v) for key, v in step.items()}
    return typed


def _items(values: Values, key: str) -> list[Value]:
    found = values.get(key, [])
    return found if isinstance(found, list) else []
