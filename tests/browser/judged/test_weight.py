"""What a page costs over the wire, compressed, against EXPERIENCE.md's budget."""

import gzip

import pytest
from playwright.sync_api import Error, Response

from tests.browser.judged.states import STATES, go
from tests.browser.tabs import Tabs

pytestmark = [pytest.mark.browser, pytest.mark.sweep]

MOST_BYTES = {"document": 30_000, "stylesheet": 20_000, "script": 20_000}
MOST_TOGETHER_BYTES = 150_000
MOST_REQUESTS = 12
MOST_MAP_SCRIPT_BYTES = 60_000
"""What the scripts of the map may weigh, Leaflet among them."""
HEAVY = [
    *("home", "results", "method", "experience", "themes", "stale", "preview"),
    *("method, refused", "tool, refused", "experience, refused", "patterns"),
    *("new method", "drafts"),
]


@pytest.mark.parametrize("name", HEAVY)
def test_a_page_is_light_and_asks_nothing_elsewhere(
    tabs: Tabs, ids: dict[str, str], name: str
) -> None:
    sizes = sizes_of(tabs, ids, name)
    for kind, most in MOST_BYTES.items():
        assert sum(size for one, size in sizes if one == kind) <= most, kind


@pytest.mark.parametrize("name", ["map", "map near a place"])
def test_a_map_that_moves_weighs_no_more_than_pages_may_together(
    tabs: Tabs, ids: dict[str, str], name: str
) -> None:
    sizes = sizes_of(tabs, ids, name)
    assert sum(size for one, size in sizes if one == "script") <= MOST_MAP_SCRIPT_BYTES
    assert sum(size for one, size in sizes if one == "document") <= 30_000


def sizes_of(tabs: Tabs, ids: dict[str, str], name: str) -> list[tuple[str, int]]:
    """Give the sort and the bytes of all that a page asks for, not too much together."""
    page = tabs.open(STATES[name].who)
    answers: list[Response] = []

    def note(response: Response) -> None:
        if response.request.is_navigation_request():
            answers.clear()
        answers.append(response)

    page.on("response", note)
    go(page, STATES[name], ids)
    page.wait_for_load_state("networkidle")
    sizes = [(one.request.resource_type, weight_of(one)) for one in answers]
    assert 3 <= len(sizes) <= MOST_REQUESTS, [one.url for one in answers]
    assert sum(size for _, size in sizes) <= MOST_TOGETHER_BYTES
    return sizes


def weight_of(response: Response) -> int:
    """Give the bytes of an answer, 0 for one that came late to a page that was left."""
    try:
        return len(gzip.compress(response.body()))
    except Error:
        return 0
