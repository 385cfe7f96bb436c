"""What the tests of feeds stand on: sheets by the hundred, quickly published."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Values
from commons.core.domain.sheet import Action, Person, Revision
from commons.services.history.delete import delete_sheet
from commons.services.publishing.publish import NewRevision, publish_version
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from tests.conftest import settings_in
from tests.servers.server import Server

CAMILLE = Person(id="camm0000000c", name="Camille")
BREST: Values = {"code": "commune:29019"}


class Desk:
    """Publishes into an instance, without a form."""

    def __init__(self, parts: Components) -> None:
        self.parts = parts

    def publish(self, count: int = 1, **values: Any) -> list[Revision]:
        """Publish new sheets in one unit of work."""
        with self.parts.store.write() as work:
            return [self.put(work, **values) for _ in range(count)]

    def put_one(self, **values: Any) -> Revision:
        """Publish a new sheet."""
        (made,) = self.publish(1, **values)
        return made

    def change(self, head: Revision, **values: Any) -> Revision:
        """Publish the next version of a sheet."""
        with self.parts.store.write() as work:
            return self.put(work, head, **values)

    def delete(self, head: Revision) -> Revision:
        """Delete a sheet."""
        with self.parts.store.write() as work:
            return delete_sheet(
                self.parts.schema, work, CAMILLE, head.sheet, "en double"
            )

    def put(self, work: Work, head: Revision | None = None, **values: Any) -> Revision:
        """Publish a version within a unit of work."""
        kind = str(values.pop("kind", head.kind if head else "method"))
        bare: Values = {"licence": "CC-BY-SA-4.0", "language": "fr"}
        signed: Values = {"authors": [{"name": "Camille"}]}
        given: Values = {"title": "Le café", **bare, **signed, **values}
        return publish_version(
            self.parts.schema,
            work,
            NewRevision(
                sheet=head.sheet if head else iri.new_id(),
                kind=kind,
                parent=head.number if head else None,
                action=Action.UPDATE if head else Action.CREATE,
                author=CAMILLE,
                change_note="encore" if head else "",
                values=given,
            ),
        )


@pytest.fixture
def desk(parts: Components) -> Desk:
    """Give the desk of an empty instance."""
    return Desk(parts)


@pytest.fixture(scope="session")
def live(
    tmp_path_factory: pytest.TempPathFactory, starter_folder: Path
) -> Iterator[tuple[Server, Desk]]:
    """Give a real server of two processes, and a desk that writes beside it."""
    folder = tmp_path_factory.mktemp("feeds") / "instance"
    shutil.copytree(starter_folder, folder)
    with Server(folder, workers=2) as server:
        parts = assemble_components(settings_in(Path(folder), base_url=server.address))
        yield server, Desk(parts)
        parts.follower.stop()
        parts.store.close()
