"""Opens the instance of the environment, once it is sure that it is one."""

from commons.services.recognise import refuse_unless_commons
from commons.settings import from_env
from commons.store.work import open_store
from commons.wiring import Parts, assemble


def opened(*, new: bool = False) -> Parts:
    """Open the instance; a folder that holds none is refused, and left as it is.

    `new` begins one in a folder that is missing or empty. Raises SettingsError.
    """
    settings = from_env()
    store = open_store(settings.database_url)
    refuse_unless_commons(settings.data_dir, store, new=new)
    return assemble(settings)
