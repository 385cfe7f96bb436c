"""A sheet that came before its source is judged again once that is there."""

from collections.abc import Mapping

from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Value
from commons.core.domain.sheet import Action, Revision
from commons.services.operations.checks.integrity_check import unlawful_heads
from commons.services.operations.checks.licence_check import unlawful_adaptations
from commons.services.publishing.publish import NewRevision, publish_version
from commons.wiring.components import Components
from tests.adapters.store.makers import CAMILLE


def publish(parts: Components, sheet: str, licence: str, **values: Value) -> Revision:
    known: Mapping[str, Value] = {
        "title": f"Fiche {sheet}",
        "licence": licence,
        "language": "fr",
        "authors": [{"name": "Camille"}],
    }
    with parts.store.write() as work:
        return publish_version(
            parts.schema,
            work,
            NewRevision(
                sheet=sheet,
                kind="method",
                parent=None,
                action=Action.CREATE,
                author=CAMILLE,
                change_note="",
                values={**known, **values},
            ),
        )


def adapts(parts: Components, source: str, claimed: str, licence: str) -> Revision:
    row: Value = {
        "url": f"/sheets/{source}/v/1",
        "title": "L’original",
        "author": "Mona",
        "licence": claimed,
        "changes": "Le déroulé est raccourci, et les exemples sont d’ici.",
    }
    return publish(parts, iri.new_id(), licence, sources=[row])


def named(parts: Components, source: str) -> tuple[list[str], list[str]]:
    with parts.store.read() as work:
        of_load = list(map(str, unlawful_adaptations(parts.schema, work, [source])))
        of_check = list(unlawful_heads(parts.schema, work))
    return of_load, of_check


def test_a_false_licence_is_named_once_the_source_has_come(parts: Components) -> None:
    source = iri.new_id()
    made = adapts(parts, source, "CC0-1.0", "CC0-1.0")
    assert named(parts, source) == ([], [])
    publish(parts, source, "CC-BY-SA-4.0")
    of_load, of_check = named(parts, source)
    assert of_load == of_check
    assert all(made.sheet in one for one in of_load)
    assert any("CC BY-SA 4.0" in one for one in of_load)


def test_what_the_source_allows_is_not(parts: Components) -> None:
    source = iri.new_id()
    adapts(parts, source, "CC-BY-4.0", "CC-BY-SA-4.0")
    publish(parts, source, "CC-BY-4.0")
    assert named(parts, source) == ([], [])
