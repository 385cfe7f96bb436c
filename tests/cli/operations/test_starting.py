"""What a server does before it serves, and how it says what is refused."""

import subprocess
import sys
from pathlib import Path

from tests.servers.fresh_process import printed_by
from tests.servers.server import environment, free_port


def _refused(instance: Path, **more: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", "from commons.cli import main; main()"]
    return subprocess.run(
        [*program, "serve", "--port", str(free_port())],
        env={**environment(instance), **more},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_setting_that_makes_no_sense_ends_the_start_with_one_line(
    tmp_path: Path,
) -> None:
    done = _refused(tmp_path / "instance", COMMONS_BASE_URL="ftp://nowhere")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_folder_that_cannot_be_written_ends_the_start_with_one_line(
    tmp_path: Path,
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder", encoding="utf-8")
    done = _refused(in_the_way / "instance")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_command_itself_reads_nothing() -> None:
    program = (
        "import sys, commons.cli.operations.serving; "
        "print([m for m in sys.modules if m in ('commons.wiring', 'sqlalchemy')])"
    )
    assert printed_by(program).strip() == "[]"
