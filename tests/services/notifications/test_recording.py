"""What happens is written down once, for whom it concerns, and told as it stands."""

from dataclasses import replace

from commons.adapters.store.community.notifications import events, inbox
from commons.adapters.store.people import accounts, thanks
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account
from commons.core.domain.people.notification import EventKind
from commons.services.community.remarks import (
    NewRemark,
    delete_remark,
    hide_remark,
    post_remark,
    show_remark,
)
from commons.services.history.thanks import thank_author, withdraw_thanks
from commons.services.stewardship.themes import ThemeDesk, merge_themes
from commons.wiring.shipped import shipped_folder
from tests.adapters.store.statements import asked_here
from tests.feeds.conftest import BREST, CAMILLE, Desk
from tests.services.notifications.followers import Readers


def ask(
    readers: Readers, account: Account, sheet: str, text: str, parent: str = ""
) -> str:
    new = NewRemark(id=iri.new_id(), sheet=sheet, text=text, parent=parent)
    with readers.parts.store.write() as work:
        return post_remark(work, account, new).id


def test_a_new_sheet_is_told_to_who_follows_its_theme_its_places_or_its_author(
    readers: Readers, desk: Desk
) -> None:
    followers = [
        readers.account(f"Lecteur{n}", topic)
        for n, topic in enumerate(
            (
                "theme:culture",
                "territory:commune:29019",
                "territory:department:29",
                "territory:region:53",
                f"person:{CAMILLE.id}",
            )
        )
    ]
    elsewhere = readers.account("Ailleurs", "theme:food", "territory:department:35")
    desk.put_one(themes=["culture"], territory=BREST)
    said = [readers.sentences(one) for one in followers]
    assert said == [
        ["Culture : une nouvelle fiche"],
        ["Brest : une nouvelle fiche"],
        ["Finistère : une nouvelle fiche"],
        ["Bretagne : une nouvelle fiche"],
        ["Camille : une nouvelle fiche"],
    ]
    assert readers.sentences(elsewhere) == []


def test_many_are_told_in_one_line(readers: Readers, desk: Desk) -> None:
    reader = readers.account("Ana", "territory:region:53", "theme:culture")
    desk.publish(128, themes=["culture"], territory=BREST)
    (line,) = readers.lines(reader)
    assert line.sentence == "Bretagne : 128 nouvelles fiches"
    assert len(line.events) + line.more == 128
    assert readers.unread(reader) == 100, "counted up to there"


def test_what_one_wrote_is_followed_without_asking(
    readers: Readers, desk: Desk
) -> None:
    camille = readers.account("Camille", person=CAMILLE)
    ben = readers.account("Ben")
    sheet = desk.put_one(title="Le café")
    question = ask(readers, ben, sheet.sheet, "Et s’il pleut ?")
    assert readers.sentences(camille) == ["Question ou remarque sous « Le café »"]
    assert readers.sentences(ben) == [], "nobody is told what they did"
    ask(readers, camille, sheet.sheet, "On rentre.", question)
    assert readers.sentences(ben) == ["Réponse sous « Le café »"]
    with readers.parts.store.write() as work:
        thank_author(work, ben, sheet)
    assert readers.sentences(camille)[0] == "Un merci pour « Le café »"


def test_a_thank_that_is_taken_back_and_given_again_is_one(
    readers: Readers, desk: Desk
) -> None:
    camille = readers.account("Camille", person=CAMILLE)
    ben, sheet = readers.account("Ben"), desk.put_one()
    for _ in range(2):
        with readers.parts.store.write() as work:
            thank_author(work, ben, sheet)
        assert readers.sentences(camille) == ["Un merci pour « Le café »"]
        with readers.parts.store.write() as work:
            withdraw_thanks(work, ben, sheet)
        assert readers.sentences(camille) == []
    with readers.parts.store.read() as work:
        assert events.last_event(work) == 2, "the new guide, and one thank"
        assert thanks.count_thanks(work, [sheet.sequence]) == {}


def test_versions_of_a_sheet_are_put_together(readers: Readers, desk: Desk) -> None:
    head = desk.put_one(title="Le café")
    reader = readers.account("Ana", f"sheet:{head.sheet}")
    for _ in range(3):
        head = desk.change(head, title="Le café")
    assert readers.sentences(reader) == ["3 nouvelles versions de « Le café »"]


def test_what_is_hidden_deleted_or_gone_is_told_no_more(
    readers: Readers, desk: Desk
) -> None:
    camille = readers.account("Camille", person=CAMILLE)
    ben, head = readers.account("Ben"), desk.put_one(title="Un titre secret")
    asked = ask(readers, ben, head.sheet, "Et s’il pleut ?")
    assert readers.unread(camille) == 1
    with readers.parts.store.write() as work:
        hide_remark(work, camille, asked, "hors sujet")
    assert (readers.sentences(camille), readers.unread(camille)) == ([], 0)
    with readers.parts.store.write() as work:
        show_remark(work, camille, asked)
    assert readers.unread(camille) == 1
    desk.delete(head)
    assert (readers.sentences(camille), readers.unread(camille)) == ([], 0)


def test_what_its_author_takes_back_is_told_no_more(
    readers: Readers, desk: Desk
) -> None:
    camille = readers.account("Camille", person=CAMILLE)
    ben, head = readers.account("Ben"), desk.put_one()
    asked = ask(readers, ben, head.sheet, "Et s’il pleut ?")
    with readers.parts.store.write() as work:
        delete_remark(work, ben, asked)
    assert readers.sentences(camille) == []


def test_a_deleted_sheet_is_not_told_of_at_all(readers: Readers, desk: Desk) -> None:
    reader = readers.account("Ana", "theme:culture")
    head = desk.put_one(themes=["culture"])
    desk.delete(head)
    assert readers.sentences(reader) == []


def test_a_sheet_that_is_muted_is_told_no_more_at_once(
    readers: Readers, desk: Desk
) -> None:
    camille = readers.account("Camille", person=CAMILLE)
    ben, head = readers.account("Ben"), desk.put_one()
    ask(readers, ben, head.sheet, "Et s’il pleut ?")
    assert readers.unread(camille) == 1
    readers.follow(camille, f"sheet:{head.sheet}", muted=True)
    assert (readers.sentences(camille), readers.unread(camille)) == ([], 0)


def test_who_mutes_what_they_wrote_is_told_of_what_they_follow(
    readers: Readers, desk: Desk
) -> None:
    camille = readers.account("Camille", person=CAMILLE)
    ben, head = readers.account("Ben"), desk.put_one(title="Le café")
    readers.follow(camille, f"author:{CAMILLE.id}", muted=True)
    ask(readers, ben, head.sheet, "Et s’il pleut ?")
    assert readers.sentences(camille) == []
    other = desk.put_one(title="Le thé")
    readers.follow(camille, f"sheet:{other.sheet}")
    ask(readers, ben, other.sheet, "Et s’il vente ?")
    assert readers.sentences(camille) == ["Question ou remarque sous « Le thé »"]


def test_what_happened_before_one_follows_is_not_told(
    readers: Readers, desk: Desk
) -> None:
    desk.put_one(themes=["culture"])
    readers.note()
    reader = readers.account("Ana", "theme:culture")
    assert readers.sentences(reader) == []


def test_a_sheet_that_comes_into_a_theme_is_new_there(
    readers: Readers, desk: Desk
) -> None:
    head = desk.put_one()
    readers.note()
    reader = readers.account("Ana", "theme:culture")
    head = desk.change(head, themes=["culture"])
    desk.change(head, themes=["culture"])
    (line,) = readers.lines(reader)
    assert line.group.kind == "sheet"
    assert len(line.group.ids) == 1


def test_an_adaptation_a_trial_and_a_translation_left_behind_are_told(
    readers: Readers, desk: Desk
) -> None:
    camille, ben = readers.account("Camille", person=CAMILLE), readers.account("Ben")
    reader = readers.account("Ana")
    head = desk.put_one(title="Le café")
    source = {
        "url": f"/sheets/{head.sheet}/v/1",
        "title": "Le café",
        "licence": "CC-BY-SA-4.0",
        "authors": "Camille",
    }
    assert readers.unread(camille) == 0
    readers.follow(reader, f"sheet:{head.sheet}")
    desk.put_one(title="Le café d’ici", sources=[source])
    assert readers.sentences(reader) == ["Adaptation ou traduction de « Le café »"]
    made = desk.put_one(
        title="The café",
        language="en",
        translation_of=f"/sheets/{head.sheet}/v/1",
        sources=[source],
    )
    readers.follow(ben, f"sheet:{made.sheet}")
    for _ in range(2):
        head = desk.change(head, title="Le café")
    assert readers.sentences(ben) == ["« The café » est en retard sur l’original"]
    (line,) = readers.lines(ben)
    assert len(line.group.ids) == 1, "once, until it has caught up"


def test_who_follows_a_collection_is_told_of_what_stands_in_it(
    readers: Readers, desk: Desk
) -> None:
    head = desk.put_one(title="Le café")
    listed = desk.put_one(
        kind="collection",
        title="Pour commencer",
        items=[{"sheet": head.sheet}],
    )
    readers.note()
    reader = readers.account("Ana", f"sheet:{listed.sheet}")
    desk.change(head, title="Le café")
    assert readers.sentences(reader) == ["« Pour commencer » : une nouvelle version"]
    desk.delete(listed)
    assert readers.sentences(reader) == ["Ce que vous suivez : une nouvelle version"]
    assert readers.unread(reader) == 1, "as the list says"


def test_who_is_renamed_is_told_of_under_the_name_of_today(
    readers: Readers, desk: Desk
) -> None:
    camille = readers.account("Camille", person=CAMILLE)
    reader = readers.account("Ana", f"person:{CAMILLE.id}")
    desk.put_one()
    with readers.parts.store.write() as work:
        renamed = replace(camille.person, name="Dominique")
        accounts.change_account(work, replace(camille, person=renamed))
    (line,) = readers.lines(reader)
    assert line.sentence == "Dominique : une nouvelle fiche"
    assert line.events[0].person == "Dominique"


def test_who_follows_a_theme_follows_the_one_that_took_its_place(
    readers: Readers, desk: Desk
) -> None:
    reader = readers.account("Ana", "theme:culture")
    store = readers.parts.store
    with store.write() as work:
        who = accounts.get_account(work, reader.id)
        folder = shipped_folder("schemas")
        merge_themes(
            ThemeDesk(work=work, folder=folder, account=who), "culture", "food"
        )
    desk.put_one(themes=["food"])
    assert readers.sentences(reader) == ["Alimentation : une nouvelle fiche"]


def test_the_bell_asks_few_questions(readers: Readers, desk: Desk) -> None:
    ana = readers.account("Ana", "theme:culture")
    desk.publish(20, themes=["culture"])
    readers.note()
    with readers.parts.store.read() as work, asked_here() as asked:
        assert inbox.count_unread(work, ana, list(EventKind)) == 20
    assert len(asked.every) <= 3, str(asked)
