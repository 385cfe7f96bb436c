"""The audit log is read and verified at the command line."""

import json
from pathlib import Path

from tests.people.visitor import PASSWORD
from tests.servers.server import ordered
from tests.services.operations.checks.damaged_rows import damage_rows, store_in


def test_acts_are_listed_exported_and_a_missing_one_shows(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    for name in ("Ana", "Ben", "Chloé"):
        words = ("user", "add", name, "--email", f"{name}@exemple.fr")
        made = ordered(folder, *words, "--password-stdin", typed=f"{PASSWORD}\n")
        assert made.exit_code == 0
    listed = ordered(folder, "audit")
    assert (listed.exit_code, listed.output.count(" role ")) == (0, 3)
    lines = ordered(folder, "audit", "--all").stdout.splitlines()
    assert [json.loads(line)["number"] for line in lines] == [1, 2, 3]
    with store_in(folder) as store:
        damage_rows(store, "DELETE FROM audit_log WHERE number = 2")
    broken = ordered(folder, "audit")
    assert (broken.exit_code, "entrée 2" in broken.output) == (1, True)
    assert ordered(folder, "check").exit_code == 1
