"""What two sites do between them: one adapts, announces; the other hears and looks."""

from datetime import datetime, timedelta

from commons.adapters.store.federation import incoming
from commons.core.domain import clock
from commons.core.domain.site.notice import IncomingNotice, ReceivedState
from commons.services.editing.submit import Published
from commons.services.federation.adapting import (
    AdaptationWishes,
    adapt_original,
    find_original,
    publish_adapted,
)
from commons.services.federation.notices.courier import Courier
from commons.services.operations.following.log_follower import catch_up
from commons.wiring.deliveries import open_courier
from commons.wiring.followers import follow_adaptations
from tests.federated import Site
from tests.services.federation.test_adapting import adapting, writer

CHANGES = "Le banc devient une barque, et l’on parle aux marins."


def adapts(
    site: Site, address: str, territory: str = "Brest", licence: str = ""
) -> str:
    """Publish an adaptation of what is at an address; give its identifier."""
    tools = adapting(site)
    wishes = AdaptationWishes(territory=territory, changes=CHANGES, licence=licence)
    original = find_original(tools, address)
    made = adapt_original(tools, writer(site), original, wishes)
    done = publish_adapted(tools, writer(site), made)
    assert isinstance(done, Published), done
    return done.revision.sheet


def delivers(site: Site, after: timedelta = timedelta(0)) -> None:
    """Have a site put its announcements out, and do all that is due by an instant."""
    catch_up(site.parts.store, follow_adaptations(site.parts))
    courier = Courier(site.parts.store, lambda: open_courier(site.parts))
    while courier.deliver(clock.now() + after):
        pass


def announces(here: Site, there: Site, address: str) -> str:
    """Adapt what is at an address there, where it is heard of; give its identifier."""
    made = adapts(here, address)
    delivers(here)
    delivers(there)
    return made


def is_shown(here: Site, there: Site, address: str) -> str:
    """Have an adaptation announced and accepted; give its identifier."""
    made = announces(here, there, address)
    (notice,) = heard(there, ReceivedState.HELD)
    accepts(there, notice.id)
    return made


def heard(site: Site, state: ReceivedState) -> list[IncomingNotice]:
    with site.parts.store.read() as work:
        return incoming.incoming_in(work, state, limit=50)


def head_of(site: Site, sheet: str) -> str:
    """Give the address of a sheet's page."""
    answer = site.author.get(f"/sheets/{sheet}", Accept="text/html")
    return str(answer.headers["Location"])


def deletes(site: Site, sheet: str) -> None:
    page = f"/sheets/{sheet}/history"
    answer = site.editor.post(f"/sheets/{sheet}/delete", page=page, reason="Doublon")
    assert answer.status_code == 303


def accepts(site: Site, notice: str) -> None:
    answer = site.editor.post(f"/notices/{notice}/accept", page="/notices")
    assert answer.status_code == 303


def later(days: float = 0, minutes: float = 0) -> timedelta:
    return timedelta(days=days, minutes=minutes)


def now() -> datetime:
    return clock.now()
