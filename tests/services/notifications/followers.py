"""What the tests of following stand on: people who follow, and what happens there."""

from dataclasses import dataclass

from commons.adapters.store.community.notifications import inbox
from commons.adapters.store.community.notifications.subscriptions import (
    read_deliveries,
    subscribe,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account, Role
from commons.core.domain.people.notification import Delivery, group_events
from commons.core.domain.sheet import Person
from commons.services.notifications.lines import GroupLine, Speaker, say_groups
from commons.services.operations.following.log_follower import catch_up
from commons.wiring.components import Components
from commons.wiring.followers import follow_events
from commons.wiring.shipped import translate_sentence


def an_account(work: Work, name: str, *, person: Person | None = None) -> Account:
    """Write down an account whose address is confirmed."""
    made = Account(
        id=iri.new_id(),
        email=f"{name.casefold()}@exemple.fr",
        person=person or Person(id=iri.new_id(), name=name),
        role=Role.CONTRIBUTOR,
        created=clock.now(),
        email_confirmed=True,
    )
    accounts.add_account(work, made, "$argon2")
    return made


def plain(text: str) -> str:
    """Return a text with plain spaces alone."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """People who follow what happens in an instance."""

    parts: Components

    def account(self, name: str, *topics: str, person: Person | None = None) -> Account:
        """Return a new account that follows some topics."""
        with self.parts.store.write() as work:
            made = an_account(work, name, person=person)
        self.follow(made, *topics)
        return made

    def follow(self, account: Account, *topics: str, muted: bool = False) -> None:
        """Have an account follow topics, or mute them."""
        with self.parts.store.write() as work:
            for topic in topics:
                subscribe(work, account.id, topic, clock.now(), muted=muted)

    def note(self) -> None:
        """Write down what happened in the log."""
        catch_up(self.parts.store, follow_events(self.parts))

    def lines(self, account: Account, language: str = "fr") -> list[GroupLine]:
        """Return what an account reads."""
        self.note()
        speaker = Speaker(
            language=language,
            translate=lambda said: plain(translate_sentence(language, said)),
        )
        parts = self.parts
        with parts.store.read() as work:
            chosen = read_deliveries(work, account.id)
            kinds = [kind for kind, said in chosen.items() if said is not Delivery.NONE]
            keys = inbox.list_keys(work, account, inbox.Slice(kinds=kinds))
            groups = group_events(keys)
            return say_groups(parts.schema, parts.places, work, speaker, groups)

    def sentences(self, account: Account, language: str = "fr") -> list[str]:
        """Return the sentences that an account reads."""
        return [plain(one.sentence) for one in self.lines(account, language)]

    def unread(self, account: Account) -> int:
        """Count what an account has not read."""
        with self.parts.store.read() as work:
            chosen = read_deliveries(work, account.id)
            kinds = [kind for kind, said in chosen.items() if said is not Delivery.NONE]
            return inbox.count_unread(work, account, kinds)
