"""The settings of the pages are read and chosen by a command too."""

from pathlib import Path

import pytest

from tests.servers.server import add_account, ordered


def test_a_setting_is_chosen_and_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COMMONS_REVIEW", raising=False)
    add_account(tmp_path, "camille@exemple.fr", "admin")
    assert ordered(tmp_path, "settings", "REVIEW_UNTIL").output == (
        "REVIEW_UNTIL=3 (origine)\n"
    )
    chosen = ordered(tmp_path, "settings", "review_until", "5")
    assert (chosen.exit_code, chosen.output) == (0, "REVIEW_UNTIL=5 (choisi)\n")
    assert "REVIEW_UNTIL=5 (choisi)\n" in ordered(tmp_path, "settings").output
    back = ordered(tmp_path, "settings", "COMMONS_REVIEW_UNTIL", "--default")
    assert back.output == "REVIEW_UNTIL=3 (origine)\n"


def test_what_cannot_be_chosen_is_said(tmp_path: Path) -> None:
    add_account(tmp_path, "camille@exemple.fr", "admin")
    for name, value, told in (
        ("REVIEW_UNTIL", "plusieurs", "nombre entier"),
        ("SECRET_KEY", "x", "n’est pas de ces réglages"),
    ):
        done = ordered(tmp_path, "settings", name, value)
        assert done.exit_code == 1
        assert told in done.stderr
