"""The version of Commons, asked for when it is wanted."""

from importlib.metadata import version

import pytest

import commons
from tests.servers.fresh_process import printed_by


def test_it_is_that_of_the_package() -> None:
    assert commons.__version__ == version("commons-wiki")
    with pytest.raises(AttributeError, match="__edition__"):
        commons.__edition__  # noqa: B018  # to ask is the test


def test_a_small_process_does_not_look_for_it() -> None:
    seen = (
        "import sys, commons.adapters.media.decoder_process as _;"
        "print('importlib.metadata' in sys.modules)"
    )
    assert printed_by(seen) == "False\n"
