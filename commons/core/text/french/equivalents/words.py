"""Words that say nearly the same, read from the files that `make` wrote."""

import lzma
import threading
from functools import cached_property, lru_cache
from importlib.resources import files

FRENCH_FILE, ENGLISH_FILE = "synonyms.txt.xz", "english.txt.xz"


class _Rows:
    """The lines of a file, each a word and those that say the same; read when asked for."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._reading = threading.Lock()

    @cached_property
    def _text(self) -> bytes:
        packed = (files(__package__) / self._name).read_bytes()
        return b"\n" + lzma.decompress(packed)

    def row(self, word: str) -> tuple[str, ...]:
        """Give what says nearly the same as a stem, what says it best first."""
        if not word or " " in word:
            return ()
        with self._reading:
            text = self._text
        at = text.find(f"\n{word} ".encode())
        if at < 0:
            return ()
        line = text[at + 1 : text.index(b"\n", at + 1)]
        return tuple(line.decode().split(" ")[1:])


_FRENCH, _ENGLISH = _Rows(FRENCH_FILE), _Rows(ENGLISH_FILE)


@lru_cache(maxsize=2_048)
def synonyms_of(stem: str) -> tuple[str, ...]:
    """Give the stems of French words that say nearly the same, the best first."""
    return _FRENCH.row(stem)


@lru_cache(maxsize=2_048)
def french_of(stem: str) -> tuple[str, ...]:
    """Give the stems of what an English word is in French, the best first."""
    return _ENGLISH.row(stem)
