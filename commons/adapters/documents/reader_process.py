"""The process that reads one document and ends, `python -m commons.adapters.documents.reader_process`.

Its arguments are a file, the sort of document, and a folder into which it writes
`document.md` and the pictures. Whoever sends a document can make it work, so the
system itself bounds its time and its memory.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from commons.adapters.documents.opendocument import read_opendocument
from commons.adapters.documents.page_markdown import page_markdown
from commons.adapters.documents.pdf import read_pdf
from commons.adapters.documents.pictures import PictureFolder, PictureLimitError
from commons.adapters.documents.reading import BROKEN, TEXT, TOO_HARD
from commons.adapters.documents.word import read_word
from commons.core.files.resource_limits import bound_resources

MOST_PROCESSOR_SECONDS = 8
MOST_MEMORY_BYTES = 1024 * 1024 * 1024
MOST_LETTERS = 250_000

READERS: dict[str, Callable[[Path, PictureFolder], str]] = {
    "docx": lambda path, pictures: page_markdown(read_word(path, pictures)),
    "odt": lambda path, pictures: page_markdown(read_opendocument(path, pictures)),
    "pdf": read_pdf,
}
"""The sorts of documents, each with what makes Markdown of one."""


def main(path: str, sort: str, folder: str) -> int:
    """Read a document; return what to end with."""
    bound_resources(MOST_PROCESSOR_SECONDS, MOST_MEMORY_BYTES)
    into = Path(folder)
    try:
        text = READERS[sort](Path(path), PictureFolder(path=into))
    except (MemoryError, RecursionError, PictureLimitError):
        return TOO_HARD
    except Exception:  # noqa: BLE001 - the libraries promise no error of their own
        return BROKEN
    if len(text) > MOST_LETTERS:
        return TOO_HARD
    (into / TEXT).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
