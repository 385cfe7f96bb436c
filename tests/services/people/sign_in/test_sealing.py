"""Secrets that are kept sealed: by the site's key, each for one purpose."""

import pytest

from commons.errors import DamagedError
from commons.services.people.sign_in.sealing import (
    derived_key,
    keyed_digest,
    seal,
    unseal,
)

KEY = "une clé de ce site, faite au hasard"


def test_what_is_sealed_comes_back() -> None:
    sealed = seal(KEY, "codes of ana", "JBSWY3DPEHPK3PXP é")
    assert "JBSWY3DP" not in sealed
    assert unseal(KEY, "codes of ana", sealed) == "JBSWY3DPEHPK3PXP é"
    assert sealed != seal(KEY, "codes of ana", "JBSWY3DPEHPK3PXP é")


def test_nothing_opens_for_another_key_or_purpose() -> None:
    sealed = seal(KEY, "codes of ana", "un secret")
    for key, purpose in ((f"{KEY}!", "codes of ana"), (KEY, "codes of ben")):
        with pytest.raises(DamagedError):
            unseal(key, purpose, sealed)


@pytest.mark.parametrize(
    "sealed", ["", "a", "é", "AAAA", "=" * 40, "A" * 100_000, "\ud800"]
)
def test_what_nobody_sealed_is_refused(sealed: str) -> None:
    with pytest.raises(DamagedError):
        unseal(KEY, "codes of ana", sealed)


def test_each_purpose_has_a_key_of_its_own() -> None:
    assert derived_key(KEY, "seal") != derived_key(KEY, "recovery code")
    assert keyed_digest(KEY, "a", "x") != keyed_digest(KEY, "b", "x")
    assert keyed_digest(KEY, "a", "x") == keyed_digest(KEY, "a", "x")
