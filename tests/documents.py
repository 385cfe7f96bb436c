"""Makes documents as programs write them, and hostile ones."""

import zipfile
from io import BytesIO
from pathlib import Path

LIBREOFFICE = Path(__file__).parent / "adapters" / "documents"
"""One text with headings, lists, a table, a link and two pictures, as LibreOffice
exports it: libreoffice.odt, .docx and .pdf."""

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="png" ContentType="image/png"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd'
    '.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_RELATION = '<Relationship Id="{}" Type="{}/{}" Target="{}"/>'
_STYLES = (
    ("Title", "Title"),
    ("Heading1", "heading 1"),
    ("Heading2", "heading 2"),
    ("Heading3", "heading 3"),
)
_LIST = (
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>'
    '</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
)
_DRAWING = (
    "<w:drawing><wp:inline"
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:docPr id="1" name="image1.png" descr="{alt}"/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:blipFill><a:blip r:{how}="{id}"/></pic:blipFill></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing>"
)


def google_docx(
    lines: list[tuple[str, str]], pictures: dict[str, bytes], linked: str = ""
) -> bytes:
    """Return a document as Google Docs exports it.

    `lines` are pairs of a style ("Title", "Heading1", "", "list", "picture") and a
    text: of a picture, its name in `pictures`, which tells its description too.
    Of a "linked" picture, which lies at the address `linked`, it is the description.
    """
    told = "".join(_paragraph(style, text) for style, text in lines)
    table = (
        f"<w:tbl>{_row('Rôle', 'Qui')}{_row('Animation', 'une personne')}</w:tbl><w:p/>"
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    within = [
        _RELATION.format("rId1", kind, "styles", "styles.xml"),
        _RELATION.format("rId2", kind, "numbering", "numbering.xml"),
        *(
            _RELATION.format(f"img{name}", kind, "image", f"media/{name}.png")
            for name in pictures
        ),
        f'<Relationship Id="linked" Type="{kind}/image" Target="{linked}" TargetMode="External"/>',
    ]
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in _STYLES
    )
    return archive(
        {
            "word/numbering.xml": f'<w:numbering xmlns:w="{_W}">{_LIST}</w:numbering>',
            "word/document.xml": f'<w:document xmlns:w="{_W}" xmlns:r="{_R}">'
            f"<w:body>{told}{table}</w:body></w:document>",
            "word/styles.xml": f'<w:styles xmlns:w="{_W}">{styles}</w:styles>',
            "_rels/.rels": _RELATIONS.format(
                _RELATION.format("rId1", kind, "officeDocument", "word/document.xml")
            ),
            "word/_rels/document.xml.rels": _RELATIONS.format("".join(within)),
            "[Content_Types].xml": _TYPES,
            **{f"word/media/{name}.png": one for name, one in pictures.items()},
        }
    )


def _paragraph(style: str, text: str) -> str:
    if style == "picture":
        drawn = _DRAWING.format(alt=text, id=f"img{text}", how="embed")
        return f"<w:p><w:r>{drawn}</w:r></w:p>"
    if style == "linked":
        drawn = _DRAWING.format(alt=text, id="linked", how="link")
        return f"<w:p><w:r>{drawn}</w:r></w:p>"
    properties = {
        "": "",
        "list": '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>',
    }.get(style, f'<w:pStyle w:val="{style}"/>')
    return (
        f"<w:p><w:pPr>{properties}</w:pPr>"
        f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def _row(*cells: str) -> str:
    told = (f"<w:tc>{_paragraph('', cell)}</w:tc>" for cell in cells)
    return f"<w:tr>{''.join(told)}</w:tr>"


def archive(members: dict[str, str | bytes]) -> bytes:
    """Return a ZIP of members, in their order."""
    into = BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            stored = name == "mimetype"  # so that it can be read at the head
            how = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            made.writestr(name, content, how)
    return into.getvalue()


def swelling_odt(megabytes: int) -> bytes:
    """Return a small document whose text is so large once it is unpacked."""
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "styles.xml": "<a/>",
            "content.xml": b" " * (megabytes << 20),
        }
    )


def entities_odt() -> bytes:
    """Return a small document whose entities would swell to gigabytes."""
    swell = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "styles.xml": "<a/>",
            "content.xml": f'<!DOCTYPE a [<!ENTITY e0 "haha">{swell}]><a>&e9;</a>',
        }
    )
