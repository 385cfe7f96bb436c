"""The law of publishing: what no published version may lack, whichever door it came by.

A sheet has a title, a licence, a language and an author, its images say whose they are
and under which licence, and each source that it names lets it be under its own. What
the log knows of the sources is the other half of the law: `source_law` of publishing.
"""

from commons.core.domain.language.characters import is_blank
from commons.core.domain.schema.kind import Kind, Schema, Values
from commons.core.domain.schema.problem import Problem, Rule
from commons.core.kinds.rules.licence_rules import licence_problems
from commons.core.kinds.rules.validation import check_field

ESSENTIAL = ("title", "authors", "licence", "language")
"""The fields that every published version fills in."""

IMAGES = ("images",)
"""The fields whose rows, when there are some, say whose they are."""

RIGHTS = (*ESSENTIAL, *IMAGES, "sources")
"""The fields in which no leniency takes what is missing."""

_ABSENT = frozenset({Rule.REQUIRED, Rule.NOT_CHOICE})
_UNREADABLE = frozenset({Rule.NOT_TEXT, Rule.WRONG_TYPE, Rule.CONTROL, Rule.MARKER})


def legal_problems(schema: Schema, kind: Kind, values: Values) -> tuple[Problem, ...]:
    """Return what stands against publishing the values at all; empty: lawful.

    Less than `check` finds: a version of long ago, or one that another
    commons exported, need not fit every rule of today, but always this law.
    """
    said = {
        key: value
        for key in (*ESSENTIAL, *IMAGES)
        if not is_blank(str(value := values.get(key, "")))
    }
    return (
        *(
            problem
            for field in kind.fields
            if field.key in (*ESSENTIAL, *IMAGES)
            for problem in check_field(schema, field, said)
            if problem.rule in _ABSENT
            or (problem.rule in _UNREADABLE and problem.field in ESSENTIAL)
        ),
        *licence_problems(schema, values),
    )
