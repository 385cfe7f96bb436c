"""Who follows all that there is, and every word that is written to them by e-mail."""

from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

from commons.core.domain import clock
from commons.core.domain.people.account import Account
from commons.core.domain.people.followed_search import FollowedSearch
from commons.core.domain.people.notification import Delivery, EventKind
from commons.services.notifications.digests import change_deliveries
from commons.services.notifications.searches import follow_search
from commons.wiring.components import Components
from commons.wiring.deliveries import open_search_watcher
from tests.services.notifications.followers import Readers
from tests.services.notifications.test_digests import send_all

LATER = timedelta(days=2)
"""After which a digest of each day has left."""


class ToldByMail:
    """An account that is written to each day of all that it follows."""

    def __init__(self, parts: Components, *topics: str, search: str) -> None:
        self.parts = parts
        self.readers = Readers(parts=parts)
        self.readers.note()
        self.account: Account = self.readers.account("Quotidienne", *topics)
        with parts.store.write() as work:
            daily = dict.fromkeys(EventKind, Delivery.DAILY)
            change_deliveries(work, self.account.id, daily, clock.now())
            wanted = FollowedSearch(words=search, address=f"/search?q={search}")
            follow_search(work, self.account, wanted, clock.now())

    def follow(self, *topics: str) -> None:
        """Follow more."""
        self.readers.follow(self.account, *topics)

    def letters(self, folder: Path) -> list[str]:
        """Have all that is due sent into a folder; return what each letter says."""
        now = clock.now()
        self.parts.catch_up()
        self.readers.note()
        watcher = open_search_watcher(self.parts)
        while watcher.look(now):
            pass
        for moment in (now, now + LATER):  # noted first, then due
            send_all(self.parts, folder.as_uri(), moment)
        return [_words(path) for path in sorted(folder.glob("*.eml"))]


def _words(path: Path) -> str:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    bodies = (message.get_body((sort,)) for sort in ("plain", "html"))
    said = [one.get_content() for one in bodies if one is not None]
    return " ".join((*map(str, message.values()), *said)).casefold()
