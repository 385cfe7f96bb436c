"""The settings: the only reader of the environment."""

import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from commons.errors import SettingsError
from commons.setting_values import (
    DATA_FOLDER,
    SHORTEST_KEY,
    FilesSettings,
    is_strong,
    kept_secret,
    parse_address,
    parse_base_url,
    parse_choice,
    parse_contact,
    parse_count,
    parse_files,
    parse_hosts,
    parse_mail_from,
    parse_mail_url,
    parse_tiles,
    parse_timezone,
    tile_origin,
)

MEGABYTE = 1_000_000
_COUNTED = "PROMETHEUS_MULTIPROC_DIR"
FIRST_HELD = 3
"""The first file that systemd hands over (SD_LISTEN_FDS_START)."""
LANGUAGES = {"fr": "Français", "en": "English"}
"""The languages of the pages -> their names in themselves; the sources are in the first."""

_REGISTRATION = ("open", "invitation", "closed")
_OIDC_EMAILS = ("verified", "trusted")
REVIEWS = ("off", "sheets", "all")
"""What is held of a new account: nothing, the sheets it begins, all that it writes."""

SWITCH = ("off", "on")
ON = SWITCH[1]
METRICS = ("off", "local", "token")
BY_TOKEN = METRICS[2]
"""To whom /metrics answers: nobody, programs of this machine, who bears a token."""

SEARCH_BACKENDS = ("whoosh", "sql", "postgresql")
"""The keys of the table of back ends, which stands a floor above."""
_SERVED_SEARCH = SEARCH_BACKENDS[-1]
MAIL_SCHEMES = ("smtp", "smtps", "file", "log")
"""The keys of the table of mail transports, which stands a floor above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotas:
    """What one account may take; 0 for as much as it likes."""

    drafts: int
    draft_bytes: int
    file_bytes_a_day: int
    published_bytes_a_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewTerms:
    """What is held for review of an account, until so many of its edits are accepted.

    `mode` is one of REVIEWS.
    """

    mode: str = "off"
    until: int = 3

    @property
    def holds(self) -> bool:
        """Whether anything is held at all."""
        return self.mode != "off" and self.until > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIdSettings:
    """The site that people may sign in by (OpenID Connect), and what we are there.

    `trusts_emails`: the operator vouches that all its addresses are verified.
    """

    issuer: str
    client_id: str
    client_secret: str
    name: str
    trusts_emails: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """What is told to who watches over the server.

    `metrics` is one of METRICS, `token` what must be borne with the last of them.
    """

    metrics: str = "off"
    token: str = field(default="", repr=False)
    access_log: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the operator chose; the README's table explains each.

    `fixed` names those that the environment says, without COMMONS_.
    """

    data_dir: Path
    database_url: str
    base_url: str
    secret_key: str
    site_name: str
    language: str
    registration: str
    trusted_proxies: int
    timezone: str
    contact: str
    quotas: Quotas
    draft_days: int
    copy_days: int
    read_database_url: str = ""
    search: str = "whoosh"
    fetch_hosts: frozenset[str] = frozenset()
    trusted_hosts: frozenset[str] = frozenset()
    notice_retry_seconds: int = 60
    mail_url: str = ""
    mail_from: str = ""
    map_tiles: str = ""
    map_credit: str = ""
    review: ReviewTerms = ReviewTerms()
    openid: OpenIdSettings | None = None
    monitoring: Monitoring = Monitoring()
    files: FilesSettings = DATA_FOLDER
    read_only: bool = False
    fixed: frozenset[str] = frozenset()

    @property
    def sends_mail(self) -> bool:
        """Whether e-mails leave at all: no page promises one where they do not."""
        return bool(self.mail_url)

    @property
    def tile_origin(self) -> str:
        """The site that serves the tiles of maps, "" for none."""
        return tile_origin(self.map_tiles)

    @property
    def secure(self) -> bool:
        """Whether readers reach us over TLS."""
        return self.base_url.startswith("https://")

    @property
    def keeps_index(self) -> bool:
        """Whether the search index lies in the data folder, not beside the database."""
        return self.search != _SERVED_SEARCH

    @property
    def index_dir(self) -> Path:
        """Where the embedded search index lives."""
        return self.data_dir / "index"

    @property
    def fetched_dir(self) -> Path:
        """Where copies of files lie that are kept elsewhere."""
        return self.data_dir / "fetched"

    @property
    def dumps_dir(self) -> Path:
        """Where the published dumps live."""
        return self.data_dir / "dumps"


def server_environment(settings: Settings) -> dict[str, str]:
    """Give what the processes of a server read from the environment beside settings.

    Where they count together for /metrics, which must be known before the library is read.
    """
    if settings.monitoring.metrics == METRICS[0]:
        return {}
    return {_COUNTED: str(settings.data_dir / "metrics")}


def counting_folder() -> Path | None:
    """Return the folder where the processes of this server count together."""
    told = os.environ.get(_COUNTED, "")
    return Path(told) if told else None


def child_environment(defaults: Mapping[str, str]) -> dict[str, str]:
    """Give the environment for processes of ours: the operator's, over defaults."""
    return {**defaults, **os.environ}


def held_address() -> str:
    """Return where the first socket listens that systemd holds for this process.

    As "host:port"; "" without any (sd_listen_fds(3)). Raises SettingsError for what
    is no TCP socket.
    """
    held = os.environ.get("LISTEN_FDS", "").strip()
    if held in {"", "0"} or os.environ.get("LISTEN_PID") != str(os.getpid()):
        return ""
    with socket.socket(fileno=os.dup(FIRST_HELD)) as first:
        name = first.getsockname()
    if not isinstance(name, tuple):
        msg = f"LISTEN_FDS: « {name} » is no TCP socket (ListenStream=127.0.0.1:8000)"
        raise SettingsError(msg)
    host, port = name[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def from_env(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings, COMMONS_* in `environ` (default: the process's own).

    Touches nothing; `secret_key` is "" when the instance keeps its own. Raises
    SettingsError.
    """
    env = os.environ if environ is None else environ

    def read(name: str, default: str) -> str:
        return env.get(f"COMMONS_{name}", "").strip() or default

    map_tiles, map_credit = parse_tiles(read("MAP_TILES", ""), read("MAP_CREDIT", ""))
    data_dir = Path(read("DATA_DIR", "./instance")).resolve()
    return Settings(
        data_dir=data_dir,
        database_url=read("DATABASE_URL", f"sqlite:///{data_dir / 'commons.sqlite'}"),
        read_database_url=read("READ_DATABASE_URL", ""),
        base_url=parse_base_url(read("BASE_URL", "http://localhost:8000")),
        secret_key=read("SECRET_KEY", ""),
        site_name=read("SITE_NAME", "Commons"),
        language=parse_choice("LANGUAGE", read("LANGUAGE", "fr"), tuple(LANGUAGES)),
        registration=_registration(read),
        timezone=parse_timezone(read("TIMEZONE", "Europe/Paris")),
        contact=parse_contact(read("CONTACT", "")),
        draft_days=parse_count("DRAFT_DAYS", read("DRAFT_DAYS", "730")),
        copy_days=parse_count("COPY_DAYS", read("COPY_DAYS", "90")),
        trusted_proxies=parse_count("TRUSTED_PROXIES", read("TRUSTED_PROXIES", "0")),
        quotas=_quotas(read),
        search=_search(read),
        fetch_hosts=parse_hosts("FETCH_HOSTS", read("FETCH_HOSTS", "")),
        trusted_hosts=parse_hosts("TRUSTED_HOSTS", read("TRUSTED_HOSTS", "")),
        notice_retry_seconds=max(
            1, parse_count("NOTICE_RETRY_SECONDS", read("NOTICE_RETRY_SECONDS", "60"))
        ),
        mail_url=parse_mail_url(read("MAIL_URL", ""), MAIL_SCHEMES),
        mail_from=parse_mail_from(
            read("MAIL_URL", ""), read("MAIL_FROM", ""), read("CONTACT", "")
        ),
        map_tiles=map_tiles,
        map_credit=map_credit,
        review=_review(read),
        openid=_openid(read),
        monitoring=_monitoring(read),
        files=parse_files(
            read("FILES_URL", ""), env, read("FILES_CACHE_MEGABYTES", "1000")
        ),
        read_only=parse_choice("READ_ONLY", read("READ_ONLY", "off"), SWITCH) == ON,
        fixed=_said(env),
    )


def _registration(read: Callable[[str, str], str]) -> str:
    return parse_choice("REGISTRATION", read("REGISTRATION", "open"), _REGISTRATION)


def _search(read: Callable[[str, str], str]) -> str:
    """Give the back end of the search: where none is chosen, the database's server."""
    served = read("DATABASE_URL", "").startswith(_SERVED_SEARCH)
    usual = _SERVED_SEARCH if served else SEARCH_BACKENDS[0]
    return parse_choice("SEARCH", read("SEARCH", usual), SEARCH_BACKENDS)


def known_names() -> frozenset[str]:
    """Return what settings are called, without COMMONS_."""
    asked: set[str] = set()

    class Asked(dict[str, str]):
        def get(self, name: str, default: Any = None) -> Any:
            asked.add(name.removeprefix("COMMONS_"))
            return default

    from_env(Asked())
    return frozenset(asked)


def _said(env: Mapping[str, str]) -> frozenset[str]:
    names = (name for name, text in env.items() if text.strip())
    own = (name for name in names if name.startswith("COMMONS_"))
    return frozenset(name.removeprefix("COMMONS_") for name in own)


def settle_secrets(settings: Settings) -> Settings:
    """Make the data folder, and give the settings with a secret key for sure.

    Raises SettingsError.
    """
    home = settings.data_dir
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        msg = f"COMMONS_DATA_DIR: {home} cannot be made ({error.strerror})"
        raise SettingsError(msg) from error
    key = settings.secret_key or kept_secret(home / "secret_key")
    if not is_strong(key):
        where = (
            "COMMONS_SECRET_KEY" if settings.secret_key else f"{home / 'secret_key'}"
        )
        msg = (
            f"{where}: this key can be guessed; give at least {SHORTEST_KEY} signs of"
            " chance (python3 -c 'import secrets; print(secrets.token_hex(32))'),"
            " or none and one is made and kept"
        )
        raise SettingsError(msg)
    return replace(settings, secret_key=key)


def _quotas(read: Callable[[str, str], str]) -> Quotas:
    def bytes_of(name: str, text: str) -> int:
        return parse_count(name, text) * MEGABYTE

    drafts = read("DRAFTS_PER_ACCOUNT", "1000")
    kept = read("DRAFT_MEGABYTES_PER_ACCOUNT", "100")
    files = read("FILE_MEGABYTES_A_DAY", "500")
    published = read("PUBLISHED_MEGABYTES_A_DAY", "50")
    return Quotas(
        drafts=parse_count("DRAFTS_PER_ACCOUNT", drafts),
        draft_bytes=bytes_of("DRAFT_MEGABYTES_PER_ACCOUNT", kept),
        file_bytes_a_day=bytes_of("FILE_MEGABYTES_A_DAY", files),
        published_bytes_a_day=bytes_of("PUBLISHED_MEGABYTES_A_DAY", published),
    )


def _review(read: Callable[[str, str], str]) -> ReviewTerms:
    return ReviewTerms(
        mode=parse_choice("REVIEW", read("REVIEW", "all"), REVIEWS),
        until=parse_count("REVIEW_UNTIL", read("REVIEW_UNTIL", "3")),
    )


def _monitoring(read: Callable[[str, str], str]) -> Monitoring:
    metrics = parse_choice("METRICS", read("METRICS", "off"), METRICS)
    token = read("METRICS_TOKEN", "")
    if metrics == BY_TOKEN and not is_strong(token):
        raise SettingsError(
            f"COMMONS_METRICS_TOKEN: at least {SHORTEST_KEY} signs of chance are needed"
        )
    log = parse_choice("ACCESS_LOG", read("ACCESS_LOG", "off"), SWITCH)
    return Monitoring(metrics=metrics, token=token, access_log=log == ON)


def files_elsewhere(url: str) -> FilesSettings:
    """Return the storage at an address that a command is given. Raises SettingsError."""
    return parse_files(url, os.environ)


def _openid(read: Callable[[str, str], str]) -> OpenIdSettings | None:
    """Take the site that people sign in by: all that is needed of it, or nothing."""
    issuer, client = read("OIDC_ISSUER", ""), read("OIDC_CLIENT_ID", "")
    secret, name = read("OIDC_CLIENT_SECRET", ""), read("OIDC_NAME", "")
    emails = read("OIDC_EMAILS", "verified")
    said = {"ISSUER": issuer, "CLIENT_ID": client, "CLIENT_SECRET": secret}
    lack = [name for name, text in said.items() if not text]
    if len(lack) == len(said):
        return None
    if lack:
        raise SettingsError(
            f"COMMONS_OIDC_{lack[0]}: is needed with the others of OIDC"
        )
    parse_address("OIDC_ISSUER", issuer)
    return OpenIdSettings(
        issuer=issuer,
        client_id=client,
        client_secret=secret,
        name=name or urlsplit(issuer).hostname or "OpenID",
        trusts_emails=parse_choice("OIDC_EMAILS", emails, _OIDC_EMAILS) == "trusted",
    )
