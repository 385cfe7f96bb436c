"""Which addresses may be asked: of the web, public, on the ports of the web.

What is private is told by the address that a connection is really made to, never by
a name (IANA's registries of special-purpose addresses, RFC 6890).
"""

import ipaddress
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urlsplit

import idna

from commons.adapters.remote import refusals
from commons.core.domain.addresses.misleading_urls import is_misleading
from commons.errors import RemoteError

PORTS = {"http": 80, "https": 443}
"""The schemes that are spoken, and the ports that are asked without permission."""

LONGEST_ADDRESS = 2000

IpAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

_UNICAST = ipaddress.IPv6Network("2000::/3")
_TRANSITION = (
    ipaddress.IPv6Network("2001::/32"),  # Teredo (RFC 4380)
    ipaddress.IPv6Network("2002::/16"),  # 6to4 (RFC 3056)
)
"""What carries an IPv4 address within; NAT64 (RFC 6052) is outside of _UNICAST."""
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})
"""The upper half of an interface identifier that holds IPv4 (RFC 5214)."""
_SPECIAL = (
    ipaddress.IPv4Network("192.0.0.0/24"),  # protocol assignments (RFC 6890)
    ipaddress.IPv4Network("192.88.99.0/24"),  # once led to 6to4 (RFC 7526)
)
"""What some releases of Python call global."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebAddress:
    """An address that may be asked; `open` says that the operator allows its host."""

    url: str
    scheme: str
    host: str
    port: int
    open: bool

    @property
    def origin(self) -> str:
        """The host, and the port where it is not the scheme's own."""
        return host_and_port(self.host, self.port, self.scheme)


def host_and_port(host: str, port: int, scheme: str) -> str:
    """Return "host", or "host:port" for a port that is not the scheme's own."""
    return host if port == PORTS.get(scheme) else _with_port(host, port)


def _with_port(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def read_address(text: str, allowed: Collection[str] = ()) -> WebAddress:
    """Return the address of a text, if it may be asked; its fragment is dropped.

    `allowed` are the operator's hosts, as "host" or "host:port". Raises RemoteError.
    """
    address = text.strip()
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    usable = len(address) <= LONGEST_ADDRESS and address.isprintable()
    if parts.scheme not in PORTS or not host or not usable or " " in address:
        raise RemoteError(refusals.NOT_WEB, address=address[:100])
    if parts.username is not None or parts.password is not None:
        raise RemoteError(refusals.WITH_PASSWORD)
    if is_misleading(address):
        raise RemoteError(refusals.NOT_WEB, address=address[:100])
    host = _ascii_host(host, address)
    port = PORTS[parts.scheme] if port is None else port
    known = _with_port(host, port) in allowed
    web = port in PORTS.values()
    if not known and not web:
        raise RemoteError(refusals.PORT, port=port, host=host)
    return WebAddress(
        url=address.partition("#")[0],
        scheme=parts.scheme,
        host=host,
        port=port,
        open=known or host in allowed,
    )


def is_public(ip: str) -> bool:
    """Return whether an IP address, without a zone, is one of the public internet."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return _is_plain(address) and not any(address in one for one in _SPECIAL)
    return (
        _is_plain(address)
        and address in _UNICAST
        and not any(address in network for network in _TRANSITION)
        and (int(address) >> 32) & 0xFFFFFFFF not in _ISATAP
    )


def _is_plain(address: IpAddress) -> bool:
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def _ascii_host(host: str, address: str) -> str:
    """Return a host as DNS knows it (IDNA 2008), in small letters; IPv6 in its short form."""
    with suppress(ValueError):
        return ipaddress.IPv6Address(host).compressed
    if host.isascii():
        return host.lower()
    try:
        return idna.encode(host, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError) as error:
        raise RemoteError(refusals.NOT_WEB, address=address[:100]) from error
