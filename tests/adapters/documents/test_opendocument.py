"""OpenDocument texts become HTML."""

from pathlib import Path

import pytest

from commons.adapters.documents.opendocument import read_opendocument
from commons.adapters.documents.pictures import PictureFolder
from tests.documents import archive

_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "style": "style",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "fo": "xsl-fo-compatible",
        "svg": "svg-compatible",
    }.items()
)
_LOOKS = (
    '<style:style style:name="T1" style:family="text">'
    '<style:text-properties fo:font-weight="bold" fo:font-style="italic"/></style:style>'
    '<style:style style:name="T2" style:family="text">'
    '<style:text-properties style:text-position="super 58%"/></style:style>'
    '<style:style style:name="T3" style:family="text">'
    '<style:text-properties style:text-position="-33% 58%"/></style:style>'
    '<style:style style:name="T4" style:family="text">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="P1" style:family="paragraph"'
    ' style:parent-style-name="Title"/>'
    '<style:style style:name="Title" style:family="paragraph"'
    ' style:parent-style-name="P1"/>'
    '<text:list-style style:name="L1"><text:list-level-style-number/></text:list-style>'
)


def read(text: str, folder: Path, files: dict[str, str | bytes] | None = None) -> str:
    said = (
        f'<a {_SPACES} xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"{{}}<office:body><office:text>{text}</office:text></office:body></a>"
    )
    path = folder / "given"
    path.write_bytes(
        archive(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "styles.xml": said.format(_LOOKS),
                "content.xml": said.format(""),
                **(files or {}),
            }
        )
    )
    return read_opendocument(path, PictureFolder(path=folder))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<text:p>a &lt; b</text:p>", "<p>a &lt; b</p>"),
        ('<text:p text:style-name="P1">T</text:p>', '<h1 class="title">T</h1>'),
        ('<text:h text:outline-level="3">H</text:h>', "<h3>H</h3>"),
        ('<text:h text:outline-level="12">H</text:h>', "<h6>H</h6>"),
        ('<text:h text:outline-level="x">H</text:h>', "<h6>H</h6>"),
        (
            '<text:p><text:span text:style-name="T1">ici</text:span> là</text:p>',
            "<p><b><i>ici</i></b> là</p>",
        ),
        (
            (
                '1<text:span text:style-name="T2">er</text:span>, '
                'CO<text:span text:style-name="T3">2</text:span>'
            ),
            "1<sup>er</sup>, CO<sub>2</sub>",
        ),
        ('<text:span text:style-name="T4">non</text:span>', "<s>non</s>"),
        (
            "<text:list><text:list-item><text:p>a</text:p></text:list-item></text:list>",
            "<ul><li><p>a</p></li></ul>",
        ),
        (
            '<text:list text:style-name="L1"><text:list-item>a</text:list-item></text:list>',
            "<ol><li>a</li></ol>",
        ),
        (
            (
                "<table:table><table:table-row><table:table-cell>a</table:table-cell>"
                "</table:table-row></table:table>"
            ),
            "<table><tr><td>a</td></tr></table>",
        ),
        (
            '<text:a xlink:href="https://a.fr/?b&amp;c">a</text:a>',
            '<a href="https://a.fr/?b&amp;c">a</a>',
        ),
        ("a<text:line-break/>b<text:tab/>c<text:s/>d", "a<br>b c d"),
        ("a<office:annotation><text:p>secret</text:p></office:annotation>b", "ab"),
        (
            "<draw:frame><draw:text-box><text:p>boîte</text:p></draw:text-box></draw:frame>",
            "<p>boîte</p>",
        ),
        ('<draw:frame><draw:image xlink:href="https://a.fr/b.png"/></draw:frame>', ""),
    ],
)
def test_each_element_is_one_of_html(text: str, html: str, tmp_path: Path) -> None:
    assert read(text, tmp_path) == html


def test_a_picture_is_kept_with_its_description(tmp_path: Path) -> None:
    frame = (
        '<draw:frame><draw:image xlink:href="./Pictures/a.png"/>'
        "<svg:desc>Un cercle</svg:desc></draw:frame>"
    )
    html = read(frame, tmp_path, {"Pictures/a.png": b"\x89PNG"})
    assert html == '<img src="image-1.png" alt="Un cercle">'
    assert (tmp_path / "image-1.png").read_bytes() == b"\x89PNG"
