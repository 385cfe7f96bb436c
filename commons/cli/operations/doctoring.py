"""The command that looks at the surroundings of an instance."""

import click

from commons.adapters.store.engine.unit_of_work import open_store
from commons.adapters.store.site.site_state import SiteReader
from commons.services.operations.doctor.examining import examine
from commons.services.operations.doctor.finding import Patient, State
from commons.services.stewardship.chosen_settings import ChosenSettings
from commons.settings import from_env


@click.command()
def doctor() -> None:
    """Regarder autour du commun : réglages, disque, horloge, courriel, mandataire.

    Ne change rien, et finit par 1 s’il y a quelque chose à corriger. Ce qui est dans
    le commun, commons check le vérifie.
    """
    settings = from_env()
    store = open_store(settings.database_url, replica=settings.read_database_url)
    chosen = ChosenSettings(SiteReader(store)).apply(settings)
    patient = Patient(settings=chosen, store=store)
    states = []
    for name, found in examine(patient):
        states.append(found.state)
        todo = f"\n{'':12}→ {found.todo}" if found.todo else ""
        click.echo(f"{found.state:11} {name} : {found.says}{todo}")
    if State.FAULT in states:
        raise SystemExit(1)
