"""The table of search back ends, and the setting that chooses from it."""

import pytest

from commons.adapters.search.backends import BACKENDS
from commons.errors import SettingsError
from commons.settings import SEARCH_BACKENDS, from_env


def test_the_setting_knows_each_back_end_and_no_other() -> None:
    assert tuple(BACKENDS) == SEARCH_BACKENDS
    assert [from_env({"COMMONS_SEARCH": key}).search for key in BACKENDS] == [*BACKENDS]
    assert from_env({}).search == "whoosh"


def test_an_unknown_back_end_is_refused_by_name() -> None:
    with pytest.raises(SettingsError, match="COMMONS_SEARCH: « elastic »"):
        from_env({"COMMONS_SEARCH": "elastic"})
