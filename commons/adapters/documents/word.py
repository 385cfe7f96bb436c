"""Word documents (.docx) as HTML; the one module that knows mammoth."""

import zipfile
from pathlib import Path
from typing import Any

import mammoth

from commons.adapters.documents.pictures import PictureFolder
from commons.adapters.documents.unpacking import check_unpacked

_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Heading 7'] => h6:fresh
p[style-name='Quote'] => blockquote:fresh
p[style-name='Intense Quote'] => blockquote:fresh
"""


def read_word(path: Path, pictures: PictureFolder) -> str:
    """Return the HTML of a document; its pictures are put into the folder.

    Files that it only links to are not read. Comments are dropped. Raises whatever
    the library raises for what is no such document, MemoryError for one that says
    too much.
    """

    def keep(image: Any) -> dict[str, str]:
        with image.open() as content:
            return {"src": pictures.keep(content.read())}

    with zipfile.ZipFile(path) as archive:
        check_unpacked(archive)
    with path.open("rb") as file:
        made = mammoth.convert_to_html(
            file, style_map=_STYLES, convert_image=mammoth.images.img_element(keep)
        )
    return str(made.value)
