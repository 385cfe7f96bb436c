"""A workshop: fifty accounts behind one address, an hour of writing, and no 429."""

from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask

from commons.core.domain import clock
from commons.core.domain.people.account import Role
from commons.wiring.components import Components
from tests.people.visitor import Visitor, filled, token_in

pytestmark = pytest.mark.thorough

PEOPLE = 50
NEW = "/sheets/new/method"


def test_fifty_people_write_for_an_hour_behind_one_address(
    app: Flask, parts: Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [
        Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR)
        for _ in range(PEOPLE)
    ]
    forms = []
    for one in people:
        token = token_in(one.get(NEW).get_data(as_text=True))
        form = {**filled(), "csrf_token": token, "_do": "keep", "_tab": "a" * 12}
        forms.append(form)
    begun, told = clock.now(), Counter[int]()
    headers = {"Accept": "application/json"}
    for second in range(0, 3600, 5):
        now = begun + timedelta(seconds=second)
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        for number, (one, form) in enumerate(zip(people, forms, strict=True)):
            if (second // 5) % (2 + number % 3):  # each 10, 15 or 20 seconds
                continue
            form["body"] = f"Après {second} secondes."
            answer = one.client.post(f"{NEW}/draft", data=form, headers=headers)
            told[answer.status_code] += 1
            if answer.status_code == 200:
                kept = answer.get_json()
                form |= {"_draft": kept["draft"], "_revision": str(kept["revision"])}
            if second % 300 == 0:
                one.get("/search?q=parole")
                told[one.get(NEW).status_code] += 1
    assert set(told) == {200}, told
    assert told[200] > 12_000
