"""An admin gives the site its logo and its colour, and every page shows them."""

import re
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from commons.core.domain.people.account import Role
from commons.wiring.components import Components
from tests.adapters.media.pictures import drawing, written
from tests.people.multipart import CONTENT_TYPE, multipart
from tests.people.visitor import Visitor, said_by, token_in

EDIT = "/admin/appearance"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def admin(app: Flask, parts: Components) -> Visitor:
    return Visitor(app.test_client(), parts).signed_in(Role.ADMIN)


def sends(
    admin: Visitor, content: bytes | None = None, order: str = "save", **typed: str
) -> TestResponse:
    """Send the form as it stands, with what is typed and a logo."""
    page = admin.get(EDIT).get_data(as_text=True)
    number = re.search(r'name="number" value="(\d+)"', page)
    assert number
    told: dict[str, object] = {"number": number[1], "_do": order, **typed}
    if content is not None:
        told["logo"] = (BytesIO(content), "logo.png")
    return admin.client.post(EDIT, data={"csrf_token": token_in(page), **told})


def test_a_colour_reaches_every_page_by_a_stylesheet_of_its_own(
    admin: Visitor, visitor: Visitor
) -> None:
    before = visitor.get("/")
    assert "/appearance/" not in before.get_data(as_text=True)
    assert sends(admin, colour="#C0392B").status_code == 303
    for address in ("/", "/search", "/pages/about", "/login", "/nowhere"):
        page = visitor.get(address).get_data(as_text=True)
        assert '<link rel="stylesheet" href="/appearance/c0392b.css">' in page
        assert '<link rel="icon" href="/appearance/c0392b.svg">' in page
        assert "style=" not in page
    answer = visitor.get("/appearance/c0392b.css")
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "#c0392b" in answer.get_data(as_text=True)
    icon = visitor.get("/appearance/c0392b.svg")
    assert "#c0392b" in icon.get_data(as_text=True)
    assert "sandbox" in icon.headers["Content-Security-Policy"]
    etag = before.headers["ETag"]
    assert visitor.get("/", If_None_Match=etag).status_code == 200
    assert sends(admin, order="reset").status_code == 303
    assert "/appearance/" not in visitor.get("/").get_data(as_text=True)


@pytest.mark.parametrize("digits", ["C0392B", "c0392", "c0392b0", "zzzzzz", "٣٣٣٣٣٣"])
def test_no_other_stylesheet_is_there(visitor: Visitor, digits: str) -> None:
    assert visitor.get(f"/appearance/{digits}.css").status_code == 404
    assert visitor.get(f"/appearance/{digits}.svg").status_code == 404


def test_a_pale_colour_is_darkened_and_the_page_says_why(admin: Visitor) -> None:
    assert sends(admin, colour="#ffdd00").status_code == 303
    page = said_by(admin.get(f"{EDIT}?lang=fr"))
    assert "se lirait mal sur une page claire" in page
    assert "1,2" in page
    assert "4,5" in page
    assert sends(admin, colour="#14604d").status_code == 303
    assert "se lirait mal" not in said_by(admin.get(f"{EDIT}?lang=fr"))


def test_what_is_no_colour_is_refused(admin: Visitor, visitor: Visitor) -> None:
    answer = sends(admin, colour="vert</style>")
    assert answer.status_code == 422
    assert "Ce n’est pas une couleur" in said_by(answer)
    assert "</style>" not in answer.get_data(as_text=True)


def test_a_logo_is_shown_everywhere_and_removed_again(
    admin: Visitor, visitor: Visitor
) -> None:
    large = written(drawing(800, 400), "PNG")
    answer = sends(admin, large, colour="#14604d", logo_text="Deux “mains”")
    assert answer.status_code == 303, said_by(answer)
    page = visitor.get("/pages/about").get_data(as_text=True)
    shown = re.search(r'<img class="logo" src="(/logo/[0-9a-f]{64}\.png)"[^>]*>', page)
    assert shown
    assert 'alt="Deux “mains”"' in shown[0]
    assert 'width="800" height="400"' in shown[0]
    assert "brand__mark" not in page
    assert f'rel="icon" href="{shown[1]}"' not in page  # it is twice as wide as high
    served = visitor.get(shown[1])
    assert (served.status_code, served.mimetype) == (200, "image/webp")
    assert Image.open(BytesIO(served.data)).size == (320, 160)
    assert "immutable" in served.headers["Cache-Control"]
    assert visitor.get(shown[1].replace("/logo/", "/media/")).status_code == 404
    assert sends(admin, colour="#c0392b").status_code == 303
    assert shown[1] in visitor.get("/").get_data(as_text=True)
    assert sends(admin, order="remove").status_code == 303
    home = visitor.get("/").get_data(as_text=True)
    assert "/logo/" not in home
    assert "/appearance/c0392b.css" in home
    assert visitor.get(shown[1]).status_code == 404


def test_a_square_logo_is_the_icon_too(admin: Visitor, visitor: Visitor) -> None:
    small = written(drawing(96, 96), "PNG")
    assert sends(admin, small, colour="#14604d").status_code == 303
    page = visitor.get("/").get_data(as_text=True)
    icon = re.search(r'rel="icon" href="(/logo/[^"]+)"', page)
    assert icon
    assert Image.open(BytesIO(visitor.get(icon[1]).data)).size == (96, 96)


@pytest.mark.parametrize("content", [SVG, b"%PDF-1.7 x", b"", b"\x89PNG\r\n\x1a\nxx"])
def test_what_is_no_picture_is_refused_and_changes_nothing(
    admin: Visitor, visitor: Visitor, content: bytes
) -> None:
    answer = sends(admin, content, colour="#c0392b")
    assert answer.status_code == 422
    assert 'href="#f-logo"' in answer.get_data(as_text=True)
    assert "/appearance/" not in visitor.get("/").get_data(as_text=True)


def test_a_logo_that_is_too_large_is_refused(admin: Visitor) -> None:
    token = token_in(admin.get(EDIT).get_data(as_text=True))
    typed = {"csrf_token": token, "_do": "save"}
    body = multipart(typed, ("logo.png", b"x" * (6 * 1024 * 1024)))
    answer = admin.client.post(EDIT, data=body, content_type=CONTENT_TYPE)
    assert answer.status_code == 413
    assert "5 Mo" in said_by(answer)


def test_two_admins_do_not_overwrite_each_other(admin: Visitor) -> None:
    page = admin.get(EDIT).get_data(as_text=True)
    sends(admin, colour="#8a2346")
    late = {"csrf_token": token_in(page), "number": "0", "_do": "save"}
    answer = admin.client.post(EDIT, data={**late, "colour": "#c0392b"})
    assert answer.status_code == 409
    assert 'value="#8a2346"' in answer.get_data(as_text=True)


def test_an_admin_finds_the_way(admin: Visitor, editor: Visitor) -> None:
    assert EDIT in admin.get("/admin/pages").get_data(as_text=True)
    assert EDIT in admin.get("/").get_data(as_text=True)
    assert EDIT not in editor.get("/").get_data(as_text=True)
    assert editor.get(EDIT).status_code == 403
