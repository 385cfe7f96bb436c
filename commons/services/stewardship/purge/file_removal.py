"""Takes a file that is removed for good out of the sheets that show it."""

from collections.abc import Mapping

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections import file_visibility
from commons.adapters.store.stewardship.purge import surroundings
from commons.core.domain.pictures.media import named_in
from commons.core.domain.schema.kind import Schema, Value, Values
from commons.core.domain.sheet import Action, Person, Revision
from commons.errors import NotFoundError, UnfitSheetError
from commons.services.publishing.publish import NewRevision, publish_version

NOTE = "Fichier retiré pour de bon, pour une raison légale"


def remove_file(schema: Schema, work: Work, actor: Person, name: str) -> None:
    """Publish each sheet that shows a file again without it; versions of before keep its name.

    That is a hash, and says nothing. Drafts lose it too. Raises NotFoundError.
    """
    if not file_visibility.is_named(work, name):
        raise NotFoundError(name)
    for row, draft in surroundings.drafted_texts(work, name):
        kept = without_file(draft.values, name)
        surroundings.rewrite_drafted(work, row, draft.id, kept)
    sheets = file_visibility.sheets_naming(work, name)
    for head in revisions.get_heads(work, sheets).values():
        if not head.deleted and name in named_in(dict(head.values)):
            _publish_without(schema, work, actor, head, name)


def without_file(values: Values, name: str) -> Values:
    """Return values without the rows that hold a file, and without fields that name it."""
    return {
        key: kept
        for key, value in values.items()
        if (kept := _without(value, name)) is not None
    }


def _without(value: Value, name: str) -> Value | None:
    """Return a value without a file, None when it is or holds that file itself."""
    if value == name:
        return None
    if isinstance(value, list):
        rows = [kept for one in value if (kept := _without(one, name)) is not None]
        return rows or None
    if isinstance(value, Mapping):
        if value.get("file") == name:
            return None
        return without_file(value, name)
    if isinstance(value, str):
        return value.replace(f"/media/{name}", "")
    return value


def _publish_without(
    schema: Schema, work: Work, actor: Person, head: Revision, name: str
) -> None:
    """Publish a sheet without a file; what the law forbids today stays as it is."""
    wanted = NewRevision(
        sheet=head.sheet,
        kind=head.kind,
        parent=head.number,
        action=Action.UPDATE,
        author=actor,
        change_note=NOTE,
        values=without_file(head.values, name),
    )
    try:
        publish_version(schema, work, wanted, head)
    except UnfitSheetError:
        return
