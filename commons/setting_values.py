"""What the text of each setting may be: gives its value, or says what is wrong with it.

Each function raises SettingsError, which names the variable.
"""

import os
import re
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv6Address
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from commons.errors import SettingsError

MOST_COUNTED = 1_000_000_000
"""The highest number that a setting has."""

_MEGABYTE = 1_000_000
SHORTEST_KEY, _FEWEST_SIGNS = 16, 8
_EXAMPLE_KEY = re.compile(
    r"change[\s_-]?(?:me|this|it)|insecure|default|example|exemple|secret|password|"
    r"mot[\s_-]?de[\s_-]?passe|your[\s_-]|dev[\s_-]?key|0123456789|abcdefgh|azerty|qwerty",
    re.IGNORECASE,
)
"""What is in the keys that documentation shows, and in those that people type."""
_REGION = "us-east-1"
"""What a storage takes that knows of no regions."""

_BASE_URL = re.compile(r"https?://[A-Za-z0-9.\-]+(:\d+)?(/[A-Za-z0-9.\-_~/]*)?")
_HOST = re.compile(r"(?:[a-z0-9.\-]{1,253}|\[?[0-9a-f:]{2,39}\]?)(?::[0-9]{1,5})?")
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-_]{1,254}")
_SENDER = re.compile(
    r"[^<>@\"\r\n]{1,80} ?<[^@\s<>\"]+@[A-Za-z0-9.\-]+>|[^@\s<>\"]+@[A-Za-z0-9.\-]+"
)
_TILES = re.compile(r"(https?://[A-Za-z0-9.\-]+(?::\d+)?)/[A-Za-z0-9.\-_~/{}@?=&%+]*")
_TILE_PARTS = ("{z}", "{x}", "{y}")
_EMAIL = re.compile(r"[^@\s<>\"]+@[A-Za-z0-9.\-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesSettings:
    """The S3-compatible storage of files; without a `bucket`, the data folder is it.

    Where no key is given, boto3 looks for one as other programs do: its own files, the
    role of the machine.
    """

    bucket: str = ""
    prefix: str = ""
    endpoint: str = ""
    region: str = ""
    access_key: str = ""
    secret_key: str = field(default="", repr=False)
    session_token: str = field(default="", repr=False)
    copies_bytes: int = 0


DATA_FOLDER = FilesSettings()


def parse_base_url(text: str) -> str:
    """Take the address that readers use."""
    return parse_address("BASE_URL", text).rstrip("/")


def parse_tiles(address: str, credit: str) -> tuple[str, str]:
    """Take the address of tiles with {z}, {x} and {y} in it, and whom to credit."""
    if not address:
        return "", ""
    parts = all(address.count(part) == 1 for part in _TILE_PARTS)
    if not parts or not _TILES.fullmatch(address):
        msg = f"COMMONS_MAP_TILES: « {address} » is no address with {{z}}, {{x}} and {{y}}"
        raise SettingsError(msg)
    if not credit:
        msg = "COMMONS_MAP_CREDIT: whom to credit for the tiles must be said"
        raise SettingsError(msg)
    return address, credit


def parse_contact(text: str) -> str:
    """Take an e-mail, an address or nothing: security.txt knows no other (RFC 9116)."""
    address = text.startswith("https://") and _BASE_URL.fullmatch(text)
    if text and not address and not _EMAIL.fullmatch(text):
        msg = f"COMMONS_CONTACT: « {text} » is neither an e-mail nor an https address"
        raise SettingsError(msg)
    return text


def parse_mail_url(text: str, schemes: Sequence[str]) -> str:
    """Take the address of what sends e-mails, or nothing; tells no password."""
    if not text:
        return ""
    try:
        url = urlsplit(text)
        host, _ = url.hostname, url.port
    except ValueError as error:
        raise SettingsError("COMMONS_MAIL_URL: this is no address") from error
    if url.scheme not in schemes:
        msg = f"COMMONS_MAIL_URL: « {url.scheme}: » is none of {', '.join(schemes)}"
        raise SettingsError(msg)
    if url.scheme.startswith("smtp") and not host:
        raise SettingsError("COMMONS_MAIL_URL: no mail server is named, host:port")
    if url.scheme == "file" and not url.path.startswith("/"):
        raise SettingsError("COMMONS_MAIL_URL: file: wants a folder from the root on")
    return text


def parse_mail_from(url: str, text: str, contact: str) -> str:
    """Take who writes, « Nom <adresse> » or an address: the contact, when it is one."""
    said = text or contact
    found = _SENDER.fullmatch(said)
    if url and not found:
        msg = f"COMMONS_MAIL_FROM: « {said} » is not the e-mail address of who writes"
        raise SettingsError(msg)
    return said if found else ""


def parse_files(
    text: str, environ: Mapping[str, str], cached: str = "0"
) -> FilesSettings:
    """Take s3://bucket/prefix?endpoint=https://…&region=…; "" for the data folder.

    `environ` has our keys, where AWS's own programs look for them; `cached` is how many
    megabytes of copies a machine keeps.
    """
    if not text:
        return DATA_FOLDER
    url = urlsplit(text)
    asked = dict(parse_qsl(url.query))
    endpoint, region = asked.pop("endpoint", ""), asked.pop("region", "")
    if url.scheme != "s3" or not _BUCKET.fullmatch(url.netloc) or asked:
        raise SettingsError(
            f"COMMONS_FILES_URL: « {text} » is no s3://bucket/prefix?endpoint=…&region=…"
        )
    if endpoint:
        parse_address("FILES_URL", endpoint)
    return FilesSettings(
        bucket=url.netloc,
        prefix=url.path.strip("/"),
        endpoint=endpoint,
        region=region or environ.get("AWS_REGION", "") or _REGION,
        access_key=environ.get("AWS_ACCESS_KEY_ID", ""),
        secret_key=environ.get("AWS_SECRET_ACCESS_KEY", ""),
        session_token=environ.get("AWS_SESSION_TOKEN", ""),
        copies_bytes=parse_count("FILES_CACHE_MEGABYTES", cached) * _MEGABYTE,
    )


def parse_hosts(name: str, text: str) -> frozenset[str]:
    """Take hosts between commas or spaces, each "host" or "host:port"."""
    hosts = text.lower().replace(",", " ").split()
    for host in hosts:
        if not _HOST.fullmatch(host):
            msg = f"COMMONS_{name}: « {host} » is neither a host nor host:port"
            raise SettingsError(msg)
    return frozenset(map(_one_spelling, hosts))


def _one_spelling(host: str) -> str:
    """Give a host as addresses are compared with: "::1" and "[::1]:8080" for IPv6."""
    if host.count(":") < 2:
        return host
    name, _, port = host.removeprefix("[").partition("]")
    with suppress(ValueError):
        name = IPv6Address(name).compressed
    return f"[{name}]{port}" if port else name


def parse_timezone(name: str) -> str:
    """Take the name of a time zone, as in "Europe/Paris"."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError) as error:
        msg = f"COMMONS_TIMEZONE: « {name} » is no time zone"
        raise SettingsError(msg) from error


def parse_choice(name: str, text: str, choices: tuple[str, ...]) -> str:
    """Take one of some words."""
    if text not in choices:
        msg = f"COMMONS_{name}: « {text} » is none of {', '.join(choices)}"
        raise SettingsError(msg)
    return text


def parse_count(name: str, text: str) -> int:
    """Take a whole number, from 0 to MOST_COUNTED, which any database holds."""
    if not text.isascii() or not text.isdigit():
        msg = f"COMMONS_{name}: « {text} » is not a whole number"
        raise SettingsError(msg)
    if len(text) > len(str(MOST_COUNTED)) or int(text) > MOST_COUNTED:
        raise SettingsError(f"COMMONS_{name}: {MOST_COUNTED} is the most")
    return int(text)


def parse_address(name: str, text: str) -> str:
    """Take an http(s) address, as it was typed."""
    if not _BASE_URL.fullmatch(text):
        msg = f"COMMONS_{name}: « {text} » is not an http(s) address"
        raise SettingsError(msg)
    return text


def tile_origin(address: str) -> str:
    """Give the site that serves the tiles of maps, "" for none."""
    found = _TILES.fullmatch(address)
    return found[1] if found else ""


def is_strong(key: str) -> bool:
    """Say whether nobody guesses a key: long, of many signs, and no known example."""
    return (
        len(key) >= SHORTEST_KEY
        and len(set(key)) >= _FEWEST_SIGNS
        and not _EXAMPLE_KEY.search(key)
    )


def kept_secret(path: Path) -> str:
    """Give the instance's own secret, made once; the first process wins."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if not path.exists():
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_hex(32), encoding="ascii")
            with suppress(FileExistsError):
                os.link(draft, path)
            draft.unlink()
        return path.read_text(encoding="ascii")
    except OSError as error:
        msg = f"the secret key cannot be kept in {path} ({error.strerror})"
        raise SettingsError(msg) from error
