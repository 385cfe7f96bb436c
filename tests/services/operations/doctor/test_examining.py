"""Every row of the doctor's table says something, whatever the instance."""

from pathlib import Path

from commons.adapters.store.engine.unit_of_work import open_file
from commons.services.operations.doctor.examining import EXAMINATIONS, examine
from commons.services.operations.doctor.finding import Patient, State
from commons.wiring.components import Components
from tests.servers.server import free_port
from tests.services.operations.doctor.patients import patient_of


def test_each_row_says_how_it_is_and_what_to_do(
    parts: Components, tmp_path: Path
) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    well = patient_of(parts, base_url=address)
    gone = tmp_path / "nowhere"
    settings = patient_of(parts, base_url=address, data_dir=gone).settings
    ill = Patient(settings=settings, store=open_file(gone / "commons.sqlite"))
    looked = [dict(examine(patient)) for patient in (well, ill)]
    for found in looked:
        assert list(found) == [row.name for row in EXAMINATIONS]
        for one in found.values():
            assert one.says
            assert bool(one.todo) == (one.state is not State.FINE)
    assert looked[1]["Base de données"].state is State.FAULT
    assert looked[1]["Horloge"].state is State.FAULT
    assert not gone.exists()
