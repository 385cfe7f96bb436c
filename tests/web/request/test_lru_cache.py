from commons.web.request.lru_cache import LruCache


def test_an_answer_is_made_once_until_others_take_its_place() -> None:
    made: list[str] = []

    def ask(shelf: LruCache[str, str], key: str) -> str:
        def make() -> str:
            made.append(key)
            return key.upper()

        return shelf.get(key, make)

    shelf: LruCache[str, str] = LruCache(2)
    assert [ask(shelf, key) for key in "aabaca"] == list("AABACA")
    assert made == ["a", "b", "c"]
    ask(shelf, "b")
    assert made == ["a", "b", "c", "b"]
