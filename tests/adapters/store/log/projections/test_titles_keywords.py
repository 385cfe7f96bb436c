from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.log.projections import titles_keywords
from commons.core.domain.schema.kind import Values
from commons.core.domain.sheet import Action
from tests.adapters.store.makers import publish


def keyed(*words: str) -> Values:
    return {"title": "Une fiche", "language": "fr", "keywords": list(words)}


def test_keywords_come_by_use_and_forgive_accents(store: Store) -> None:
    with store.write() as work:
        for words in (("Débat", "écoute"), ("débat public",), ("débat",), ("autre",)):
            publish(work, values=keyed(*words))
        assert titles_keywords.keywords_starting(work, "DEB", limit=5) == [
            "Débat",
            "débat public",
        ]
        assert titles_keywords.keywords_starting(work, "ecou", limit=5) == ["écoute"]
        assert titles_keywords.keywords_starting(work, "deb", limit=1) == ["Débat"]
        assert titles_keywords.keywords_starting(work, "%", limit=5) == []


def test_keywords_follow_the_head(store: Store) -> None:
    with store.write() as work:
        sheet = publish(work, values=keyed("avant")).sheet
        publish(work, sheet, 1, values=keyed("après"))
        assert titles_keywords.keywords_starting(work, "av", limit=5) == []
        assert titles_keywords.keywords_starting(work, "ap", limit=5) == ["après"]
        publish(work, sheet, 2, action=Action.DELETE, values=keyed("après"))
        assert titles_keywords.keywords_starting(work, "ap", limit=5) == []


def test_titles_are_found_by_the_beginnings_of_their_words(store: Store) -> None:
    with store.write() as work:
        for title in ("Le débat mouvant", "Débat-bilan", "Un café sans débat"):
            publish(work, title=title)
        gone = publish(work, title="Débat effacé")
        publish(work, gone.sheet, 1, title=gone.title, action=Action.DELETE)

        def found(begun: str, limit: int = 5) -> list[str]:
            return [
                one.title
                for one in titles_keywords.titles_starting(work, begun, limit=limit)
            ]

        assert found("DEB") == ["Débat-bilan", "Le débat mouvant", "Un café sans débat"]
        assert found("mouv deb") == ["Le débat mouvant"]
        assert found("bilan") == found("débat-b") == ["Débat-bilan"]
        assert found("ébat") == []
        assert found("_") == found("%") == []
        assert found("deb", limit=1) == ["Débat-bilan"]


def test_titles_are_found_by_whole_names_and_by_what_leads_them(store: Store) -> None:
    with store.write() as work:
        for title in (
            "Débat",
            "Débat mouvant : les pieds",
            "Débats",
            "Le débat mouvant",
        ):
            publish(work, title=title)
        gone = publish(work, title="Débat mouvant")
        publish(work, gone.sheet, 1, title=gone.title, action=Action.DELETE)

        def found(*names: str) -> list[tuple[str, str]]:
            rows = titles_keywords.titles_led_by(work, names)
            return [(name, one.title) for name, one in rows]

        assert found("debat") == [("debat", "Débat")]
        assert found("DÉBAT MOUVANT", "débat") == [
            ("DÉBAT MOUVANT", "Débat mouvant : les pieds"),
            ("débat", "Débat"),
        ]
        assert found() == found("%", "_", "") == []
        many = [f"nom numéro {number}" for number in range(90)]
        assert found(*many, "débat") == []


def test_of_very_many_titles_the_best_are_given(store: Store) -> None:
    with store.write() as work:
        for number in range(450):
            publish(work, title=f"Le grand débat numéro {number:03}")
        for title in ("Débat mouvant", "Débat", "Un débat"):
            publish(work, title=title)
        found = titles_keywords.titles_starting(work, "deb", limit=3)
        assert [one.title for one in found] == ["Débat", "Débat mouvant", "Un débat"]
        named = titles_keywords.titles_led_by(work, ["le grand"])
        assert len(named) == titles_keywords.MOST_LED
        publish(work, title="Le grand")
        named = titles_keywords.titles_led_by(work, ["le grand"])
        assert named[0][1].title == "Le grand"
        assert named[-1][1].title == "Le grand débat numéro 398"
