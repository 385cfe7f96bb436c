"""How much the parts of a document that is an archive may say, before any is read."""

import zipfile

from commons.adapters.documents.pictures import MOST_PICTURE_BYTES

MOST_TEXT_BYTES = 40 * 1024 * 1024
"""Of all parts of XML together; a document of 250 000 letters has a few million."""

_TEXTS = (".xml", ".rels")


def check_unpacked(archive: zipfile.ZipFile) -> None:
    """Raise MemoryError when the parts of an archive unpack to more than is read."""
    parts = archive.infolist()
    texts = sum(one.file_size for one in parts if one.filename.endswith(_TEXTS))
    if texts > MOST_TEXT_BYTES or any(
        one.file_size > MOST_PICTURE_BYTES for one in parts
    ):
        raise MemoryError
