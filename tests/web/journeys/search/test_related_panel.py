"""A sheet's page leads to the sheets most like it, its versions do not."""

import re

from flask.testing import FlaskClient

from commons.wiring.components import Components
from tests.feeds.conftest import Desk

PANEL = re.compile(r'aria-labelledby="related".*?</section>', re.DOTALL)


def test_near_sheets_stand_on_the_page_of_the_head(
    parts: Components, client: FlaskClient
) -> None:
    desk = Desk(parts)
    own = desk.put_one(title="Compost de quartier")
    near = desk.put_one(title="Un compost au quartier")
    parts.catch_up()
    page = client.get(f"/sheets/{own.sheet}/{own.slug}").get_data(as_text=True)
    panel = PANEL.search(page)
    assert panel
    assert f"/sheets/{near.sheet}/" in panel[0]
    assert f"/sheets/{own.sheet}/{own.slug}" not in panel[0]
    changed = desk.change(own, summary="Autrement.")
    parts.catch_up()
    old = client.get(f"/sheets/{own.sheet}/v/1").get_data(as_text=True)
    assert changed.number == 2
    assert not PANEL.search(old)


def test_without_near_sheets_there_is_no_panel(
    parts: Components, client: FlaskClient
) -> None:
    own = Desk(parts).put_one(title="Compost de quartier")
    parts.catch_up()
    page = client.get(f"/sheets/{own.sheet}/{own.slug}").get_data(as_text=True)
    assert not PANEL.search(page)
