"""The table of what is looked at, and the looking."""

from collections.abc import Iterator

from commons.errors import CommonsError
from commons.services.operations.doctor.finding import (
    Examination,
    Finding,
    Patient,
    fault,
)
from commons.services.operations.doctor.instance import (
    look_at_backups,
    look_at_database,
    look_at_replica,
    look_at_settings,
)
from commons.services.operations.doctor.machine import (
    look_at_clock,
    look_at_disk,
    look_at_files,
    look_at_folder,
    look_at_storage,
    look_at_timezone,
    look_at_versions,
)
from commons.services.operations.doctor.network import (
    look_at_address,
    look_at_mail,
    look_at_proxy,
)

EXAMINATIONS = (
    Examination(name="Réglages", look=look_at_settings),
    Examination(name="Dossier des données", look=look_at_folder),
    Examination(name="Base de données", look=look_at_database),
    Examination(name="Réplique", look=look_at_replica),
    Examination(name="Place sur le disque", look=look_at_disk),
    Examination(name="Stockage des fichiers", look=look_at_storage),
    Examination(name="Fichiers ouverts", look=look_at_files),
    Examination(name="Horloge", look=look_at_clock),
    Examination(name="Fuseau horaire", look=look_at_timezone),
    Examination(name="Versions", look=look_at_versions),
    Examination(name="Sauvegarde", look=look_at_backups),
    Examination(name="Courriel", look=look_at_mail),
    Examination(name="Adresse du site", look=look_at_address),
    Examination(name="Mandataire", look=look_at_proxy),
)
"""What is looked at, in the order in which it is told."""

READ_FIRST = "voyez d’abord ce qui est à corriger plus haut"


def examine(patient: Patient) -> Iterator[tuple[str, Finding]]:
    """Look at each row; give its name and how it is. What cannot be seen is a fault."""
    for row in EXAMINATIONS:
        try:
            found = row.look(patient)
        except (CommonsError, OSError) as error:
            found = fault(str(error) or type(error).__name__, READ_FIRST)
        yield row.name, found
