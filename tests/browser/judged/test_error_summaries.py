"""What is wrong with a form is said in the title, then in the order of its fields."""

import re

import pytest

from tests.browser.judged.states import STATES, page_of
from tests.browser.tabs import enter
from tests.servers.server import Person, Server

pytestmark = pytest.mark.browser

_SUMMARY = re.compile(r'<div class="errors".*?</div>', re.DOTALL)


def test_every_refused_form_says_so_in_its_title_and_in_the_order_of_its_fields(
    server: Server, ids: dict[str, str]
) -> None:
    people: dict[str, Person] = {}
    looked, odd = 0, []
    for name, state in STATES.items():
        if not state.press:
            continue
        if state.who not in people:
            stranger = Person(server.address)
            people[state.who] = enter(server, state.who) if state.who else stranger
        page = page_of(people[state.who], state, ids)
        if not (summary := _SUMMARY.search(page)):
            continue
        looked += 1
        if not re.search(r"<title>(Erreur\u00a0:|Presque prêt)", page):
            odd.append(f"{name}: the title does not say so")
        named = re.findall(r'href="#([^"]+)"', summary[0])
        there = {one: page.find(f'id="{one}"') for one in named}
        odd += [f"{name}: #{one} is nowhere" for one, at in there.items() if at < 0]
        sentences = re.findall(r"<li>(.*?)</li>", summary[0])
        if len(set(sentences)) < len(sentences):
            odd.append(f"{name}: {sentences} says the same of two fields")
        if named != sorted(named, key=there.__getitem__):
            odd.append(f"{name}: {named} is not the order of the page")
    assert "\n".join(odd) == ""
    assert looked > 15
