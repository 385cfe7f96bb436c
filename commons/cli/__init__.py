"""The `commons` command, for the operator.

Each command exits non-zero with one clear line on failure; long work shows its
progress on standard error. A command's module is read when the command is asked for:
the server starts without what loading or backups need.
"""

import errno
import gc
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import cast

import click

from commons.errors import CommonsError

COMMANDS: Mapping[str, str] = {
    "adapt": "exchange.adapting:adapt",
    "appearance": "site.appearance:appearance",
    "audit": "stewardship.audit:audit",
    "backup": "operations.backing_up:backup",
    "check": "operations.checking:check",
    "compact": "operations.making_room:compact",
    "copy-to": "operations.copying:copy_to",
    "doctor": "operations.doctoring:doctor",
    "dump": "exchange.exporting:dump",
    "export": "exchange.exporting:export",
    "featured": "site.featured:featured",
    "files": "site.files:files",
    "freeze": "exchange.freezing:freeze",
    "index": "exchange.exporting:index",
    "load": "exchange.loading:load",
    "loads": "exchange.loading:list_loads",
    "mail": "stewardship.mail:mail",
    "notices": "stewardship.notices:notices",
    "organisations": "community.organisations:organisations",
    "pages": "site.pages:pages",
    "purge": "stewardship.purging:purge",
    "remarks": "community.remarks:remarks",
    "reports": "community.reports:reports",
    "restore": "operations.backing_up:restore",
    "reviews": "stewardship.reviews:reviews",
    "routes": "operations.serving:routes",
    "searches": "site.searches:searches",
    "serve": "operations.serving:serve",
    "settings": "stewardship.chosen_settings:settings",
    "sheet": "site.sheet:sheet",
    "status": "stewardship.status:status",
    "sweep": "operations.making_room:sweep_files",
    "template": "exchange.exporting:show_template",
    "theme": "stewardship.themes:theme",
    "thesaurus": "stewardship.thesaurus:thesaurus",
    "unload": "exchange.loading:unload",
    "user": "stewardship.users:user",
}
"""Each command, and the module of these rooms and the name that it has there."""


class _Commands(click.Group):
    """Finds commands by the table; turns what Commons refuses into one line, exit 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click gives it
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click gives it
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        found = getattr(_read_module(f"commons.cli.{module}"), name)
        return cast("click.Command", found)

    def invoke(self, ctx: click.Context) -> object:
        with refusals_in_one_line():
            return super().invoke(ctx)


def _read_module(name: str) -> ModuleType:
    if name in sys.modules:
        return sys.modules[name]
    with nothing_collected():
        return import_module(name)


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Look for no garbage while modules are read, as nearly all that is made stays.

    A third of the time of a start went there. What is there then is never looked at.
    """
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if looked:
            gc.enable()


@contextmanager
def refusals_in_one_line() -> Iterator[None]:
    """Turn what Commons or the system refuses into a ClickException."""
    try:
        yield
    except CommonsError as error:
        raise click.ClickException(str(error) or type(error).__name__) from error
    except OSError as error:
        if error.errno == errno.EPIPE:  # who reads has heard enough
            raise
        what = error.filename or "le disque"
        raise click.ClickException(f"{what} : {error.strerror or error}") from error


@click.group(cls=_Commands)
@click.version_option(package_name="commons-wiki")
def main() -> None:
    """Tenir un commun de savoirs : fiches, versions, données liées."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
