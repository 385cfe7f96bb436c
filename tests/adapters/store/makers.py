"""Makes values for the tests of the store."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections.link_targets import LinkChange
from commons.adapters.store.people import accounts
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account, Role
from commons.core.domain.schema.kind import Values
from commons.core.domain.sheet import (
    REFERENCES,
    Action,
    Draft,
    Person,
    Place,
    Revision,
    SheetLink,
)
from commons.core.domain.site.notice import (
    AdaptationElsewhere,
    IncomingNotice,
    NoticeSort,
    OutgoingNotice,
    ReceivedState,
    SendState,
)

NOON = datetime(2026, 3, 13, 12, tzinfo=UTC)
CAMILLE = Person(id="camm0000000c", name="Camille")


def a_person(name: str = "Camille Martin") -> Person:
    return Person(id=iri.new_id(), name=name)


def a_revision(
    place: Place,
    *,
    title: str = "Le café des voisins",
    kind: str = "method",
    action: Action | None = None,
    author: Person = CAMILLE,
    values: Values | None = None,
) -> Revision:
    return Revision(
        sheet=place.sheet,
        kind=kind,
        number=place.number,
        parent=place.parent,
        sequence=place.sequence,
        instant=place.instant,
        action=action or (Action.UPDATE if place.parent else Action.CREATE),
        author=author,
        change_note="une note",
        values=values or {"title": title, "licence": "CC-BY-SA-4.0", "language": "fr"},
        hash=f"{place.sequence:064x}",
    )


def a_block(place: Place) -> bytes:
    return f"<{iri.version_iri(place.sheet, place.number)}> <a> <b> .\n".encode()


def mentions(*targets: str) -> list[SheetLink]:
    """Give the links to sheets that stand within texts."""
    return [SheetLink(relation=REFERENCES, target=target) for target in targets]


def publish(
    work: Work,
    sheet: str = "",
    parent: int | None = None,
    *,
    links: Collection[SheetLink] = (),
    instant: datetime | None = None,
    title: str = "Le café des voisins",
    kind: str = "method",
    action: Action | None = None,
    author: Person = CAMILLE,
    values: Values | None = None,
) -> Revision:
    """Reserve, make and append; without a sheet, a new one."""
    place = revisions.reserve_position(
        work, sheet or iri.new_id(), parent, instant=instant
    )
    revision = a_revision(
        place, title=title, kind=kind, action=action, author=author, values=values
    )
    revisions.append_revision(work, revision, a_block(place), LinkChange(links))
    return revision


def published(store: Store, title: str = "Le café des voisins") -> Revision:
    with store.write() as work:
        return publish(work, title=title)


def an_account(
    email: str = "camille@exemple.fr", name: str = "Camille Martin"
) -> Account:
    return Account(
        id=iri.new_id(),
        email=email,
        person=a_person(name),
        role=Role.CONTRIBUTOR,
        created=NOON,
    )


def added(store: Store, email: str, name: str) -> Account:
    """Write an account down."""
    account = an_account(email, name)
    with store.write() as work:
        accounts.add_account(work, account, "a hash")
    return account


def a_draft(account: str, *, sheet: str = "", minutes: int = 0) -> Draft:
    return Draft(
        id=iri.new_id(),
        account=account,
        kind="method",
        sheet=sheet,
        parent=1 if sheet else None,
        instant=NOON + timedelta(minutes=minutes),
        values={"title": "Un début", "steps": [{"title": "Inviter"}]},
    )


def in_an_hour() -> datetime:
    return clock.now() + timedelta(hours=1)


def an_outgoing(sheet: str = "0123456789ab", source: str = "") -> OutgoingNotice:
    """Give a notice of ours that waits to be sent since NOON."""
    return OutgoingNotice(
        id=f"urn:uuid:{iri.new_id()}",
        sort=NoticeSort.ANNOUNCE,
        sheet=sheet,
        number=1,
        source=source or "https://a.example/sheets/ba9876543210/v/2",
        state=SendState.WAITING,
        tries=0,
        created=NOON,
        due=NOON,
    )


def an_incoming(
    sheet: str = "0123456789ab",
    state: ReceivedState = ReceivedState.WAITING,
    host: str = "b.example",
) -> IncomingNotice:
    """Give a notice from elsewhere, which came at NOON and was looked into."""
    page = f"https://{host}/sheets/{iri.new_id()}"
    return IncomingNotice(
        id=iri.new_id(),
        subject=page,
        announced=1,
        sheet=sheet,
        version=1,
        host=host,
        notice="urn:uuid:94ecae35-dcfd-4182-8550-22c7164fe23f",
        state=state,
        received=NOON,
        checked=NOON,
        due=NOON,
        tries=0,
        made=AdaptationElsewhere(
            page=page,
            version=f"{page}/v/1",
            number=1,
            title="Le banc de Douarnenez",
            language="fr",
            authors="Nolwenn",
            licence="CC-BY-SA-4.0",
            place="Douarnenez",
            place_code="commune:29046",
            changes="Le banc devient une barque.",
            instant=NOON,
        ),
    )
