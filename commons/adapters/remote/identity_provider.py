"""What the rest of the house knows of a provider of identities (OpenID Connect)."""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Protocol, cast

from commons.settings import OpenIdSettings, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What a browser is sent to the provider with; all but `address` stays here."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who signed in at the provider. `id_token` is its word of it, for signing out."""

    subject: str
    email: str
    email_verified: bool
    name: str
    id_token: str


class IdentityProvider(Protocol):
    """A site by which people sign in."""

    def begin(self) -> Errand:
        """Return where a browser is sent. Raises RemoteError."""

    def finish(self, code: str, nonce: str, verifier: str) -> Identity:
        """Return who signed in, by the code a browser came back with.

        Raises SignInError for what the provider did not vouch for, RemoteError.
        """

    def end_address(self, id_token: str, back: str) -> str:
        """Return where one signs out of it, "" where it offers none. Raises RemoteError."""


def open_identity_provider(settings: Settings) -> IdentityProvider | None:
    """Return the site by which people sign in here, None where they do not."""
    if settings.openid is None:
        return None
    callback = f"{settings.base_url}/login/openid/callback"
    return _opened(settings.openid, callback, settings.fetch_hosts)


@cache
def _opened(
    openid: OpenIdSettings, callback: str, allowed: frozenset[str]
) -> IdentityProvider:
    """Import what few sites need when it is asked for: it takes a quarter of a second."""
    module = import_module("commons.adapters.remote.openid_provider")
    return cast("IdentityProvider", module.open_provider(openid, callback, allowed))
