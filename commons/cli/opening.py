"""Opens the instance of the environment, once it is sure that it is one."""

from dataclasses import replace

from commons.adapters.store.engine.unit_of_work import open_store
from commons.services.operations.data_folder import refuse_unless_commons
from commons.settings import from_env
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components


def open_instance(*, new: bool = False) -> Components:
    """Open the instance; a folder that holds none is refused, and left as it is.

    `new` begins one in a folder that is missing or empty. Raises SettingsError.
    """
    settings = from_env()
    store = open_store(settings.database_url)
    refuse_unless_commons(settings.data_dir, store, new=new)
    components = assemble_components(settings)
    return replace(components, settings=components.chosen.apply(components.settings))
