"""A photo of a phone is made smaller in the browser, and arrives upright.

What the server would refuse for its format is drawn anew where the browser knows it.
"""

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


def test_an_image_of_a_format_that_is_not_kept_is_drawn_anew_or_refused_in_words(
    tabs: Tabs,
) -> None:
    page = tabs.open(ALICE)
    page.goto("/sheets/new/method")
    image = Image.new("RGB", (60, 40), "teal")
    told = page.locator("#p-steps-0-image [data-told]")
    tiff = FilePayload(
        name="plan.tif", mimeType="image/tiff", buffer=written(image, "TIFF")
    )
    page.locator("[name='steps-0-image.upload']").set_input_files(tiff)
    expect(told).to_contain_text("«\u00a0plan.tif\u00a0» est une image TIFF")
    bar = page.locator(".writebar")
    expect(bar).to_contain_text("«\u00a0plan.tif\u00a0» n’est pas ajouté")
    box = bar.bounding_box()
    assert box is not None
    assert box["height"] <= 60
    avif = FilePayload(
        name="banc.avif", mimeType="image/avif", buffer=written(image, "AVIF")
    )
    page.locator("[name='steps-0-image.upload']").set_input_files(avif)
    expect(told).to_contain_text("c’est ajouté")
    assert page.locator("[name='images-0-file']").input_value().endswith(".jpg")
    assert [wrong.partition(" ")[0] for wrong in tabs.wrongs] == ["422"]  # the TIFF
    tabs.wrongs.clear()
