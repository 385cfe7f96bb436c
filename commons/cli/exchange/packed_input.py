"""Opens what `commons load` is given: a ZIP is unpacked aside, before anything else."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from commons.adapters.store.imports import loads
from commons.services.exchange.archive.origin_site import site_of_export
from commons.services.exchange.archive.zip_reading import is_zip, unpack_zip


@contextmanager
def open_input(path: Path) -> Iterator[tuple[Path, str | None]]:
    """Give what is to be read, a ZIP unpacked, and the source that it is by itself.

    The source of a ZIP is the site that it comes from, else what the file is called;
    None for what is no ZIP. Raises FileFormatError, TooLargeError, StorageError.
    """
    if path.is_dir() or not is_zip(path):
        yield path, None
        return
    with TemporaryDirectory() as folder:
        where = unpack_zip(path, Path(folder))
        yield where, site_of_export(where) or loads.source_of(path.with_suffix(""))
