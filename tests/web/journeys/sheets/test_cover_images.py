"""The drawn cover at its address: kept by tag, gone with the sheet, named to others."""

from flask.testing import FlaskClient

from commons.wiring.components import Components
from tests.feeds.conftest import Desk

SIGNATURE = b"\x89PNG"


def test_a_cover_is_an_image_that_is_asked_for_once(
    client: FlaskClient, parts: Components
) -> None:
    sheet = Desk(parts).put_one(title="Le banc").sheet
    answer = client.get(f"/sheets/{sheet}/cover.png")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.data.startswith(SIGNATURE)
    assert "Set-Cookie" not in answer.headers
    tag = answer.headers["ETag"]
    again = client.get(f"/sheets/{sheet}/cover.png", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_the_page_names_it_to_other_sites(
    client: FlaskClient, parts: Components
) -> None:
    head = Desk(parts).put_one(title="Le banc")
    page = client.get(f"/sheets/{head.sheet}/{head.slug}").get_data(as_text=True)
    base = parts.settings.base_url
    address = f"{base}/sheets/{head.sheet}/cover.png"
    assert f'<meta property="og:image" content="{address}">' in page
    assert '<meta property="og:image:width" content="1200">' in page


def test_a_deleted_sheet_has_no_cover(client: FlaskClient, parts: Components) -> None:
    desk = Desk(parts)
    head = desk.put_one(title="Le banc")
    desk.delete(head)
    assert client.get(f"/sheets/{head.sheet}/cover.png").status_code == 404
    assert client.get("/sheets/0123456789ab/cover.png").status_code == 404
