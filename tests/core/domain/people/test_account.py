"""What each role may do."""

from itertools import pairwise

import pytest

from commons.core.domain.people.account import (
    MINIMUM_ROLE,
    Permission,
    Role,
    has_permission,
)

NOBODY = None


def allowed(role: Role | None) -> set[Permission]:
    return {act for act in Permission if has_permission(role, act)}


def test_who_is_not_signed_in_may_read_and_sign_in() -> None:
    assert allowed(NOBODY) == {Permission.READ, Permission.SIGN_IN}


def test_each_role_may_do_more_than_the_ones_before() -> None:
    roles = [NOBODY, *Role]
    for before, after in pairwise(roles):
        assert allowed(before) < allowed(after)
    assert allowed(Role.ADMIN) == set(Permission)


@pytest.mark.parametrize(
    ("act", "least"),
    [
        (Permission.THANK, Role.READER),
        (Permission.WRITE, Role.CONTRIBUTOR),
        (Permission.DELETE, Role.EDITOR),
        (Permission.ACCOUNTS, Role.ADMIN),
    ],
)
def test_an_act_is_refused_below_its_least_role(act: Permission, least: Role) -> None:
    assert [role for role in Role if has_permission(role, act)] == [
        role for role in Role if role >= least
    ]


def test_every_act_has_a_least_role() -> None:
    assert MINIMUM_ROLE.keys() == set(Permission)
