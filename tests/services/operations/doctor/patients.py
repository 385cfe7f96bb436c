"""Instances that a doctor looks at."""

from dataclasses import replace
from typing import Any

from commons.services.operations.doctor.finding import Patient
from commons.wiring.components import Components


def patient_of(parts: Components, **chosen: Any) -> Patient:
    """Return an instance to look at, with some settings chosen."""
    return Patient(settings=replace(parts.settings, **chosen), store=parts.store)
