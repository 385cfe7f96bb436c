"""Looks at the settings, the database and the backups of an instance."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from commons.adapters.store.engine.shared_reading import ReplicaState
from commons.adapters.store.measures.backup_counts import schema_of
from commons.adapters.store.site.audit_log import latest_acts
from commons.core.domain import clock
from commons.core.domain.site.audit import AuditAct
from commons.services.operations.doctor.finding import (
    Finding,
    Patient,
    fault,
    fine,
    warning,
)
from commons.settings import known_names

LATE, VERY_LATE = timedelta(days=2), timedelta(days=8)
"""From which age on of the last backup something is to be done."""

LAG_SECONDS = 2.0
"""What a replica may take to replay what is written: it always lags by a moment."""


def look_at_settings(patient: Patient) -> Finding:
    """Look at settings that nobody reads, and at the address of the site."""
    said = patient.settings.fixed
    strange = sorted(said - known_names())
    if strange:
        names = ", ".join(f"COMMONS_{name}" for name in strange)
        return warning(f"aucun réglage ne s’appelle {names}", "voyez README.md")
    if not patient.settings.secure:
        base = patient.settings.base_url
        return warning(
            f"l’adresse du site est {base}, sans TLS",
            "dites COMMONS_BASE_URL=https://… une fois le mandataire en place",
        )
    return fine(f"{len(said)} donnés, les autres par défaut")


def look_at_database(patient: Patient) -> Finding:
    """Look at whether a commons is there, and takes what is written."""
    store = patient.store
    if not store.holds_commons():
        return fault(
            f"{store.place} ne contient pas de commun",
            "vérifiez COMMONS_DATA_DIR et COMMONS_DATABASE_URL",
        )
    if patient.settings.read_only:
        return warning(
            "le commun est en lecture seule : rien n’est enregistré",
            "dites COMMONS_READ_ONLY=off, ou commons settings READ_ONLY off",
        )
    store.refuse_unwritable()
    with store.read() as work:
        return fine(f"étape {schema_of(work)}, prête à enregistrer")


def look_at_replica(patient: Patient) -> Finding:
    """Look at whether the replica follows, which anonymous readers are answered from."""
    replica = patient.store.replica
    if replica is None:
        return fine("aucune : tout est lu dans la base")
    found = replica.report(LAG_SECONDS)
    if found.state is ReplicaState.LEVEL:
        return fine(f"{replica.address} suit la base")
    return warning(*_REPLICA[found.state](replica.address, found.behind_bytes))


_READ_IN_DATABASE = "tout est lu dans la base en attendant"
_REPLICA: Mapping[ReplicaState, Callable[[str, int], tuple[str, str]]] = {
    ReplicaState.BEHIND: lambda at, behind: (
        f"{at} a {behind} octets du journal de retard : {_READ_IN_DATABASE}",
        "regardez encore ; s’il dure, voyez pg_stat_replication (docs/operation)",
    ),
    ReplicaState.FOREIGN: lambda at, _: (
        f"{at} ne suit pas cette base, ou pas son histoire : {_READ_IN_DATABASE}",
        "que COMMONS_READ_DATABASE_URL désigne un serveur « standby » de cette base",
    ),
    ReplicaState.AWAY: lambda at, _: (
        f"{at} ne répond pas : {_READ_IN_DATABASE}",
        "lancez ce serveur, vérifiez COMMONS_READ_DATABASE_URL et hot_standby",
    ),
}
"""What the doctor says of a replica at an address, that is so many bytes behind."""


def look_at_backups(patient: Patient) -> Finding:
    """Look at how old the last backup is that our command made."""
    with patient.store.read() as work:
        found = latest_acts(work, act=AuditAct.BACKUP, limit=1)
    way = "commons backup --keep 7,4,12 --verify DOSSIER, chaque nuit"
    if not found:
        return warning("aucune sauvegarde n’a encore été faite", way)
    age = clock.now() - found[0].instant
    told = f"la dernière date du {found[0].instant:%Y-%m-%d %H:%M} UTC"
    if age > VERY_LATE:
        return fault(told, way)
    return warning(told, way) if age > LATE else fine(told)
