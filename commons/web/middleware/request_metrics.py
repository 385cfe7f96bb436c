"""Counts requests for a monitor, in the text format of Prometheus.

Where several processes serve, each counts in files of its own in one folder
(prometheus_client, "Multiprocess Mode"), and what any of them answers adds all up.
Labels are bounded: routes are endpoints, never the addresses that were asked.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import rmtree

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from commons.services.operations.monitoring.gauges import Gauge
from commons.web.request.request_record import RequestRecord

BUCKETS = (0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""The bounds of the latencies that are told apart, in seconds."""
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
OTHER = "other"
"""What a method or a route is called that is none of ours."""


class RequestMetrics:
    """The counters of a process, and what all processes have counted."""

    media_type = CONTENT_TYPE_LATEST

    def __init__(self, folder: Path | None) -> None:
        """Count in a `folder` shared with processes to come, emptied; None for one alone."""
        if folder is not None:
            rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700, parents=True)
        self._folder = folder
        self._own = CollectorRegistry()
        self._requests = Counter(
            "commons_requests",
            "Requests that were answered.",
            ["method", "route", "status"],
            registry=self._own,
        )
        self._seconds = Histogram(
            "commons_request_seconds",
            "How long until the answer began.",
            ["route"],
            buckets=BUCKETS,
            registry=self._own,
        )
        self._pages = Counter(
            "commons_page_cache",
            "Readings that the page cache was asked for.",
            ["result"],
            registry=self._own,
        )

    def watch(self, record: RequestRecord, status: int) -> None:
        """Count an answer."""
        method = record.method if record.method in METHODS else OTHER
        route = record.route or OTHER
        self._requests.labels(method, route, f"{status // 100}xx").inc()
        self._seconds.labels(route).observe(record.seconds)
        if record.cache:
            self._pages.labels(record.cache).inc()

    def write(self, gauges: Iterable[Gauge]) -> bytes:
        """Return what was counted, and what is measured now."""
        counted = self._own
        if self._folder is not None:
            counted = CollectorRegistry()
            MultiProcessCollector(counted, str(self._folder))  # type: ignore[no-untyped-call]  # as it is
        measured = CollectorRegistry()
        measured.register(_Measured(tuple(gauges)))
        return generate_latest(counted) + generate_latest(measured)


class _Measured(Collector):
    """Gives measures as prometheus_client wants them."""

    def __init__(self, gauges: tuple[Gauge, ...]) -> None:
        self._gauges = gauges

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for gauge in self._gauges:
            labels = list(gauge.rows[0][0]) if gauge.rows else []
            family = GaugeMetricFamily(
                f"commons_{gauge.name}", gauge.says, labels=labels
            )
            for named, value in gauge.rows:
                family.add_metric(list(named.values()), value)
            yield family
