"""What is counted of requests: bounded labels, whatever is asked; all processes together."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

from prometheus_client.parser import text_string_to_metric_families

from commons.web.middleware.request_metrics import RequestMetrics
from commons.web.request.request_record import RequestRecord
from tests.servers.server import Person, Server

TOKEN = "un-jeton-de-mesure-9f3c1b"
WORKERS = 2


def samples(text: str) -> Iterator[tuple[str, dict[str, str], float]]:
    """Read metrics as a monitor does."""
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            yield sample.name, sample.labels, sample.value


def test_what_is_none_of_ours_makes_no_series_of_its_own() -> None:
    counted = RequestMetrics(None)
    for number in range(50):
        made_up = RequestRecord(id="x", method=f"METHOD{number}")
        counted.watch(made_up, 404)
    found = [*samples(counted.write([]).decode())]
    requests = [one for one in found if one[0] == "commons_requests_total"]
    labels = {"method": "other", "route": "other", "status": "4xx"}
    assert requests == [("commons_requests_total", labels, 50.0)]


def test_what_all_processes_answered_is_added_up(
    starter_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "instance"
    shutil.copytree(starter_folder, folder)
    (folder / "metrics").mkdir()
    (folder / "metrics" / "counter_1.db").write_bytes(b"of another start")
    with Server(
        folder, workers=WORKERS, metrics="token", metrics_token=TOKEN
    ) as server:

        def processes() -> set[str]:
            return {path.name for path in (folder / "metrics").glob("counter_*")}

        asked, until = 0, time.monotonic() + 60
        while len(processes()) < WORKERS and time.monotonic() < until:
            assert Person(server.address).get("/themes").status == 200
            asked += 1
        request = Request(f"{server.address}/metrics")  # noqa: S310  # our own server
        request.add_header("Authorization", f"Bearer {TOKEN}")
        with urlopen(request, timeout=30) as answer:  # noqa: S310  # our own server
            text = answer.read().decode()
        assert Person(server.address).get("/metrics").status == 404
    read = [
        (labels, value)
        for name, labels, value in samples(text)
        if name == "commons_requests_total" and labels["method"] == "GET"
    ]
    by_route = {labels["route"]: value for labels, value in read}
    assert len(processes()) >= WORKERS
    themes = [value for route, value in by_route.items() if "theme" in route]
    assert themes == [asked]
    assert not (folder / "metrics" / "counter_1.db").exists()
