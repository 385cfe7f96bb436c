"""A photo of a phone is made smaller in the browser, and arrives upright."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Request, expect

from tests.adapters.media.pictures import exif, written
from tests.browser.tabs import ALICE, Tabs

pytestmark = pytest.mark.browser


def a_photo(width: int, height: int) -> FilePayload:
    grain = Image.effect_noise((width // 4, height // 4), 90).resize((width, height))
    content = written(grain.convert("RGB"), "JPEG", quality=95, exif=exif())
    return FilePayload(name="photo.jpg", mimeType="image/jpeg", buffer=content)


def test_a_heavy_photo_is_sent_smaller(tabs: Tabs) -> None:
    page = tabs.open(ALICE)
    page.goto("/sheets/new/method")
    photo = a_photo(4600, 3450)
    assert len(photo["buffer"]) > 4_000_000
    sent: list[int] = []

    def note_length(request: Request) -> None:
        if "multipart" in request.headers.get("content-type", ""):
            sent.append(int(request.all_headers().get("content-length", "0")))

    page.on("requestfinished", note_length)
    page.locator("[name='images.upload']").set_input_files(photo)
    told = page.locator("[data-told]").filter(has_text="photo.jpg")
    expect(told).to_contain_text("c’est ajouté", timeout=20_000)
    assert sent
    assert max(sent) < len(photo["buffer"]) * 0.75
    name = page.locator("[name='images-0-file']").input_value()
    kept = page.request.get(f"/media/{name}").body()
    with Image.open(BytesIO(kept)) as image:
        assert max(image.size) == 2880
        assert not image.getexif()
