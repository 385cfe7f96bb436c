"""What ships for who runs a commons names files, commands and settings that are there."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from commons.cli import main
from tests.servers.server import COMMONS

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
FOLDER = "/opt/commons"
LEAST_EXPOSED = 20
"""The highest score of `systemd-analyze security` that a unit may have, in tenths."""


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    """Run systemd-analyze on units."""
    program = shutil.which("systemd-analyze")
    if program is None:
        lack = "systemd-analyze is missing (Debian: apt install systemd)"
        (pytest.fail if os.getenv("CI") == "true" else pytest.skip)(lack)
    return subprocess.run(
        [str(program), *words], capture_output=True, text=True, check=False
    )


@pytest.fixture
def units(tmp_path: Path) -> list[Path]:
    """Give the units as they would be where our command is installed."""
    for unit in UNITS:
        told = unit.read_text(encoding="utf-8")
        told = told.replace(f"{FOLDER}/.venv/bin/commons", COMMONS)
        (tmp_path / unit.name).write_text(told, encoding="utf-8")
    return sorted(tmp_path.iterdir())


def test_systemd_takes_every_unit(units: list[Path]) -> None:
    done = analyze("verify", "--man=no", *map(str, units))
    assert (done.returncode, done.stderr) == (0, "")


def test_the_services_may_do_little(units: list[Path]) -> None:
    services = [str(unit) for unit in units if unit.suffix == ".service"]
    asked = ("security", "--offline=yes", f"--threshold={LEAST_EXPOSED}", "--no-pager")
    for service in services:
        done = analyze(*asked, service)
        assert done.returncode == 0, done.stdout[-200:]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_names_what_is_there(unit: Path) -> None:
    told = unit.read_text(encoding="utf-8")
    for page in re.findall(r"\bdocs/\S+\.md", told):
        assert (ROOT / page).is_file(), page
    for words in re.findall(r"^ExecStart=\S+/commons (.+)$", told, re.MULTILINE):
        name, *options = words.split()
        shown = CliRunner().invoke(main, [name, "--help"])
        assert shown.exit_code == 0, name
        for option in (word for word in options if word.startswith("--")):
            assert option in shown.output, words


def test_litestream_copies_the_database_of_the_unit() -> None:
    told = yaml.safe_load((DEPLOY / "litestream.yml").read_text(encoding="utf-8"))
    unit = (DEPLOY / "systemd" / "commons.service").read_text(encoding="utf-8")
    found = re.search(r"^Environment=COMMONS_DATA_DIR=(\S+)$", unit, re.MULTILINE)
    assert found is not None
    assert [one["path"] for one in told["dbs"]] == [f"{found[1]}/commons.sqlite"]


def test_the_image_asks_for_extras_that_there_are() -> None:
    told = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (asked,) = re.findall(r'"\.\[([\w,]+)\]"', told)
    assert set(asked.split(",")) <= set(project["project"]["optional-dependencies"])


def test_the_files_name_settings_of_the_table() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    known = set(re.findall(r"^\| `(COMMONS_\w+)`", readme, re.MULTILINE))
    own = {"COMMONS_HOST", "COMMONS_DATABASE_PASSWORD"}
    files = [path for path in DEPLOY.rglob("*") if path.is_file()]
    named = {
        name
        for path in files
        for name in re.findall(r"COMMONS_[A-Z_]+", path.read_text(encoding="utf-8"))
    }
    assert len(named) > 5
    assert named <= known | own


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """Give what the compose file says."""
    told = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(told)
    return found


def test_the_compose_file_names_services_and_files_that_are_there(
    compose: dict[str, Any],
) -> None:
    services, volumes = compose["services"], compose["volumes"]
    assert set(services) == {"wiki", "database", "proxy"}
    build = services["wiki"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        for volume in service["volumes"]:
            source = volume.partition(":")[0]
            placed = {"./certificates"}  # the operator's
            there = (DEPLOY / source).exists()
            assert source in volumes or source in placed or there, source


def test_what_the_compose_file_asks_for_stands_in_the_example() -> None:
    told = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    example = (DEPLOY / "compose.env.example").read_text(encoding="utf-8")
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", told))
    assert asked == set(re.findall(r"^(\w+)=", example, re.MULTILINE))


def test_the_proxy_of_the_compose_file_makes_a_configuration_of_its_own(
    compose: dict[str, Any], tmp_path: Path
) -> None:
    words = compose["services"]["proxy"]["command"]
    made = tmp_path / "default.conf"
    script = words[2].replace("$$", "$").partition(" && mkdir")[0]
    for written, ours in (
        ("/commons.conf", str(DEPLOY / "nginx" / "commons.conf")),
        ("/etc/nginx/conf.d/default.conf", str(made)),
    ):
        assert script.count(written) == 1
        script = script.replace(written, ours)
    env = {"COMMONS_HOST": "savoirs.exemple.fr", "PATH": os.defpath}
    subprocess.run([*words[:2], script], check=True, env=env)
    told = made.read_text(encoding="utf-8")
    assert told.count("server_name savoirs.exemple.fr;") == 2
    assert "server wiki:8000;" in told
    assert "ssl_certificate /certificates/fullchain.pem;" in told
    assert "example.org" not in told
