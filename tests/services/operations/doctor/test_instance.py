"""Looks at settings, database and backups: each says what is wrong with it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from commons.adapters.store.engine.unit_of_work import open_file, open_store
from commons.adapters.store.site.audit_log import note_act
from commons.core.domain import clock
from commons.core.domain.site.audit import AuditAct
from commons.services.operations.doctor.finding import Finding, Patient, State
from commons.services.operations.doctor.instance import (
    look_at_backups,
    look_at_database,
    look_at_replica,
    look_at_settings,
)
from commons.settings import from_env, known_names
from commons.wiring.components import Components
from tests.servers.standby import Pair
from tests.services.operations.doctor.patients import patient_of

README = Path(__file__).parents[4] / "README.md"


def test_the_known_settings_are_those_of_the_readme() -> None:
    table = re.findall(
        r"^\| `COMMONS_(\w+)`", README.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert known_names() == frozenset(table)


def test_a_setting_that_nobody_reads_is_named(parts: Components) -> None:
    mistyped = patient_of(parts, fixed=frozenset({"DATA_DIR", "BAZE_URL"}))
    found = look_at_settings(mistyped)
    assert found.state is State.WARNING
    assert "COMMONS_BAZE_URL" in found.says
    assert "DATA_DIR" not in found.says


def test_an_address_without_tls_is_told(parts: Components) -> None:
    known = frozenset({"DATA_DIR"})
    assert look_at_settings(patient_of(parts, fixed=known)).state is State.WARNING
    safe = patient_of(parts, fixed=known, base_url="https://wiki.exemple.fr")
    assert look_at_settings(safe).state is State.FINE


def test_a_read_only_commons_is_told_and_nothing_is_written(parts: Components) -> None:
    found = look_at_database(patient_of(parts, read_only=True))
    assert found.state is State.WARNING
    assert "READ_ONLY off" in found.todo


def test_a_folder_without_a_commons_is_a_fault_and_nothing_is_made(
    parts: Components, tmp_path: Path
) -> None:
    assert look_at_database(patient_of(parts)).state is State.FINE
    store = open_file(tmp_path / "none.sqlite")
    found = look_at_database(Patient(settings=parts.settings, store=store))
    assert found.state is State.FAULT
    assert not (tmp_path / "none.sqlite").exists()


@pytest.mark.parametrize(
    ("days", "state"),
    [(None, State.WARNING), (1, State.FINE), (3, State.WARNING), (9, State.FAULT)],
)
def test_the_age_of_the_last_backup_is_told(
    parts: Components,
    monkeypatch: pytest.MonkeyPatch,
    days: int | None,
    state: State,
) -> None:
    if days is not None:
        with parts.store.write(quiet=True) as work:
            note_act(work, "", AuditAct.BACKUP)
        later = clock.now() + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda: later)
    assert look_at_backups(patient_of(parts)).state is state


def test_a_replica_that_lags_is_away_or_follows_another_is_told(pair: Pair) -> None:
    chosen = pair.new_database()

    def look(replica: str = chosen["read_database_url"]) -> Finding:
        store = open_store(chosen["database_url"], replica=replica)
        found = look_at_replica(Patient(settings=from_env({}), store=store))
        store.close()
        return found

    assert look("").says.startswith("aucune")
    store = open_store(chosen["database_url"])
    for _ in range(5):  # a moment of lag is no fault
        with store.write() as work:
            note_act(work, "", AuditAct.BACKUP)
        assert look().state is State.FINE
    pair.standby.pause()
    with store.write() as work:
        note_act(work, "", AuditAct.BACKUP)
    store.close()
    assert "de retard" in look().says
    assert "ne suit pas" in look(chosen["database_url"]).says
    pair.standby.kill()
    assert "ne répond pas" in look().says
    assert look().state is State.WARNING
