"""The operator reads what was looked for in vain, and takes it off the list."""

from commons.adapters.store.site import missed_searches
from commons.core.domain.site.missed_search import Outcome
from commons.services.stewardship.missed_searches import wish_for_sheet
from commons.wiring.components import Components
from tests.servers.server import ordered


def test_searches_and_wishes_are_listed_and_forgotten(parts: Components) -> None:
    home = parts.settings.data_dir
    with parts.store.write() as work:
        missed_searches.note_missed(work, "un moulin", Outcome.NOTHING, most=9)
        wish = wish_for_sheet(work, "Refaire un moulin", "un moulin")
    told = ordered(home, "searches").output
    assert "1 fois, nothing" in told
    assert f"{wish.id} demandée : Refaire un moulin" in told
    assert ordered(home, "searches", "forget", "un moulin").exit_code == 0
    assert ordered(home, "searches", "forget", wish.id).exit_code == 0
    assert ordered(home, "searches").stderr == "0 recherches, 0 fiches demandées\n"
