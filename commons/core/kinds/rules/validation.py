"""Checks the values of a sheet against its kind, as SHACL would.

The verdict is that of the expanded shapes (commons.core.kinds.contract.shacl) on the
RDF of the same values; tests hold the two together. The licences of sources, the size
of the whole and whether a date is still to come are on top, for SHACL cannot see them.
"""

import json
from collections.abc import Iterator, Mapping

from commons.core.domain.addresses import iri
from commons.core.domain.language.characters import first_refused
from commons.core.domain.schema.kind import (
    Broken,
    Condition,
    Exclusive,
    Field,
    Kind,
    Schema,
    Value,
    Values,
)
from commons.core.domain.schema.problem import SHOWN, Problem, Rule, Severity
from commons.core.domain.sheet import Level
from commons.core.kinds.rules.licence_rules import licence_problems
from commons.core.kinds.rules.size_limits import size_problems
from commons.core.kinds.values.type_checks import type_problem


def check_values(schema: Schema, kind: Kind, values: Values) -> tuple[Problem, ...]:
    """Give all that is wrong with the values, violations first.

    Empty means that the sheet is fit to publish and complete; warnings alone,
    that it may be published after one confirmation. Of a sheet that is too large
    as a whole, that alone is told.
    """
    if too_much := size_problems(values):
        return too_much
    problems = list(_check(schema, kind, values))
    problems += licence_problems(schema, values)
    problems.sort(key=lambda problem: problem.severity is Severity.WARNING)
    return tuple(problems)


def fields_filled(
    schema: Schema, kind: Kind, values: Values
) -> tuple[tuple[Field, bool], ...]:
    """Give the fields that a complete sheet has, and whether this one has them.

    Of several fields that exclude one another, the first stands for all.
    Fields that this sheet need not have (personal data of a card game) are
    left out. In the order of the form.
    """
    del schema
    stand_ins = {
        exclusive.keys[0]: exclusive.keys
        for exclusive in kind.exclusives
        if exclusive.expected or exclusive.needed
    }
    found: list[tuple[Field, bool]] = []
    for field in kind.fields:
        wanted = max(field.required, field.expected)
        if field.key in stand_ins:
            there = any(key in values for key in stand_ins[field.key])
            found.append((field, there))
        elif wanted and condition_holds(field.condition, values):
            found.append((field, len(as_list(values.get(field.key))) >= wanted))
    return tuple(found)


def completeness(schema: Schema, kind: Kind, values: Values) -> Level:
    """Say how complete a sheet is, from the fields that `fields_filled` names.

    A stub has less than half of them, a complete sheet has them all.
    """
    states = [there for _, there in fields_filled(schema, kind, values)]
    if sum(states) * 2 < len(states):
        return Level.STUB
    return Level.COMPLETE if all(states) else Level.TO_COMPLETE


def as_list(value: Value | None) -> list[Value]:
    """Give the values of a field as a list, whatever it holds."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def condition_holds(condition: Condition | None, values: Values) -> bool:
    """Say whether a condition (None: always) holds among these values."""
    if condition is None:
        return True
    found = as_list(values.get(condition.field))
    met = condition.value in found if condition.value else bool(found)
    return met is not condition.negated


def _check(schema: Schema, kind: Kind, values: Values) -> Iterator[Problem]:
    """Give the problems of every field, in the order of the form."""
    fields = {field.key: field for field in kind.fields}
    for field in kind.fields:
        yield from check_field(schema, field, values)
        yield from _order(field, fields, values)
    for exclusive in kind.exclusives:
        yield from _exclusive(exclusive, fields, values)
    for key in values:
        if key not in fields:
            yield Problem(field=key, rule=Rule.UNKNOWN_FIELD)


def check_field(schema: Schema, field: Field, values: Values) -> Iterator[Problem]:
    """Give the problems of one field, whatever stands in the others."""
    items = as_list(values.get(field.key))
    if not items and not field.required and not field.expected:
        return
    yield from _counts(field, items, values)
    for row, item in enumerate(items):
        place = row if field.many or len(items) > 1 else -1
        yield from _item(schema, field, item, place)


def _counts(field: Field, items: list[Value], values: Values) -> Iterator[Problem]:
    """Check how many values a field has."""
    count = len(items)
    if count > 1 and not field.type.has_columns:
        count = len({(type(item), str(item)) for item in items})
    if field.max_count and count > field.max_count:
        details = {"max": field.max_count, "count": count}
        yield Problem(field=field.key, rule=Rule.TOO_MANY, details=details)
    if count >= max(field.required, field.expected):
        return
    if not condition_holds(field.condition, values):
        return
    if count < field.required:
        details = {"min": field.required, "count": count}
        yield Problem(field=field.key, rule=Rule.REQUIRED, details=details)
    if count < field.expected:
        yield Problem(
            field=field.key,
            rule=Rule.EXPECTED,
            severity=Severity.WARNING,
            details={"min": field.expected, "count": count},
        )


def _item(schema: Schema, field: Field, item: Value, row: int) -> Iterator[Problem]:
    """Check one value of a field, with the columns of a row."""
    if field.type.has_columns and isinstance(item, Mapping):
        for problem in _row(schema, field, item):
            yield Problem(
                field=field.key,
                rule=problem.rule,
                severity=problem.severity,
                row=max(row, 0),
                column=problem.field,
                details=problem.details,
            )
        return
    yield from _one(schema, field, item, row)


def _one(schema: Schema, field: Field, value: Value, row: int) -> Iterator[Problem]:
    """Check one value that is no row; advice on its length comes beside."""
    found = _value(schema, field, value)
    if found is not None:
        yield Problem(field=field.key, rule=found[0], row=row, details=found[1])
    if field.type.has_length and field.advised_length is not None:
        count = len(value if isinstance(value, str) else json.dumps(value))
        if count < field.advised_length:
            yield Problem(
                field=field.key,
                rule=Rule.TOO_SHORT,
                severity=Severity.WARNING,
                row=row,
                details={"min": field.advised_length, "count": count},
            )


def _row(schema: Schema, field: Field, row: Mapping[str, Value]) -> Iterator[Problem]:
    """Check the columns of one row; the problems name the column as field."""
    columns = {column.key: column for column in field.columns}
    for column in field.columns:
        items = as_list(row.get(column.key))
        if not items and not column.required and not column.expected:
            continue
        yield from _counts(column, items, row)
        for item in items:
            yield from _one(schema, column, item, -1)
    for exclusive in field.exclusives:
        yield from _exclusive(exclusive, columns, row)
    for key in row:
        if key not in columns:
            yield Problem(field=key, rule=Rule.UNKNOWN_FIELD)


def _value(schema: Schema, field: Field, value: Value) -> Broken | None:
    """Give the first rule that one value breaks, with the details."""
    rule = type_problem(schema, field, value)
    if rule is not None:
        return rule, _shown(rule, field, value)
    return field.type.limit(field, value)


def _shown(rule: Rule, field: Field, value: Value) -> dict[str, object]:
    """Give what a message shows of a value that does not fit."""
    text = value if isinstance(value, str) else str(value)
    if rule is Rule.CONTROL:
        return dict(first_refused(text))
    if rule is Rule.MARKER:
        return {"value": iri.BASE_PLACEHOLDER}
    expected = field.type.expects
    words = {"expected": expected["fr"], "words": expected} if expected else {}
    return {"value": text[:SHOWN], **words}


def _exclusive(
    exclusive: Exclusive, fields: Mapping[str, Field], values: Values
) -> Iterator[Problem]:
    """Check that one field only is filled in, when they exclude one another."""
    there = [key for key in exclusive.keys if key in values]
    if len(there) > 1:
        labels = [fields[key].label["fr"] for key in exclusive.keys]
        details = {"others": ", ".join(labels), "keys": exclusive.keys}
        yield Problem(field=there[0], rule=Rule.EXCLUSIVE, details=details)
    elif not there and exclusive.needed:
        yield Problem(field=exclusive.keys[0], rule=Rule.REQUIRED)
    elif not there and exclusive.expected:
        yield Problem(
            field=exclusive.keys[0], rule=Rule.EXPECTED, severity=Severity.WARNING
        )


def _order(
    field: Field, fields: Mapping[str, Field], values: Values
) -> Iterator[Problem]:
    """Check that a field does not hold more than the one that comes after it."""
    if not field.before or field.before not in values:
        return
    least, most = _bounds(field, values), _bounds(fields[field.before], values)
    if least is None or most is None or least[0] <= most[1]:
        return
    if field.type.is_number:
        details: dict[str, object] = {"min": least[0]}
        yield Problem(field=field.before, rule=Rule.TOO_SMALL, details=details)
    else:
        details = {"other": field.label["fr"], "key": field.key}
        yield Problem(field=field.before, rule=Rule.ORDER, details=details)


def _bounds(field: Field, values: Values) -> tuple[float, float] | None:
    """Return the least and the most that a field may mean; None: not to be compared."""
    value = values.get(field.key)
    return None if value is None else field.type.bounds(value)
