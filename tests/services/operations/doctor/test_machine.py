"""Looks at the machine: folder, disk, clock, versions, open files."""

import resource
from datetime import timedelta

import pytest

from commons.core.domain import clock
from commons.services.operations.doctor import machine
from commons.services.operations.doctor.finding import State
from commons.services.operations.doctor.machine import (
    look_at_clock,
    look_at_disk,
    look_at_files,
    look_at_folder,
    look_at_timezone,
    look_at_versions,
)
from commons.wiring.components import Components
from tests.feeds.conftest import Desk
from tests.services.operations.doctor.patients import patient_of


def test_a_folder_that_others_read_is_told_with_the_command_that_mends_it(
    parts: Components,
) -> None:
    home = parts.settings.data_dir
    home.chmod(0o700)
    assert look_at_folder(patient_of(parts)).state is State.FINE
    home.chmod(0o755)
    found = look_at_folder(patient_of(parts))
    assert (found.state, found.todo) == (State.WARNING, f"chmod go= {home}")
    gone = look_at_folder(patient_of(parts, data_dir=home / "nowhere"))
    assert gone.state is State.FAULT


def test_too_little_room_is_a_fault_and_less_than_two_copies_a_warning(
    parts: Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert look_at_disk(patient_of(parts)).state is State.FINE
    monkeypatch.setattr(machine, "COPIES", 10**9)
    assert look_at_disk(patient_of(parts)).state is State.WARNING
    monkeypatch.setattr(machine, "LEAST_FREE_BYTES", 10**18)
    assert look_at_disk(patient_of(parts)).state is State.FAULT


def test_a_clock_behind_the_log_is_a_fault(
    parts: Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert look_at_clock(patient_of(parts)).state is not State.FAULT
    Desk(parts).put_one(title="Le banc")
    before = clock.now() - timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: before)
    assert look_at_clock(patient_of(parts)).state is State.FAULT


def test_too_few_open_files_are_told(
    parts: Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1_024, 4_096))
    assert look_at_files(patient_of(parts)).state is State.FINE
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1_024, 1_024))
    found = look_at_files(patient_of(parts))
    assert found.state is State.WARNING
    assert "LimitNOFILE" in found.todo


def test_versions_and_the_hour_are_said(parts: Components) -> None:
    found = look_at_versions(patient_of(parts))
    assert found.state is State.FINE
    engine = "sqlite 3." if parts.store.lies_in_file else "postgresql 1"
    for name in ("Python 3.", engine, "gunicorn"):
        assert name in found.says
    assert "Europe/Paris" in look_at_timezone(patient_of(parts)).says
