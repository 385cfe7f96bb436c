from commons.web.request.lru_cache import LruCache


def test_an_answer_is_made_once_until_others_take_its_place() -> None:
    made: list[str] = []

    def ask(blobs: LruCache[str, str], key: str) -> str:
        def make() -> str:
            made.append(key)
            return key.upper()

        return blobs.get(key, make)

    blobs: LruCache[str, str] = LruCache(2)
    assert [ask(blobs, key) for key in "aabaca"] == list("AABACA")
    assert made == ["a", "b", "c"]
    ask(blobs, "b")
    assert made == ["a", "b", "c", "b"]
