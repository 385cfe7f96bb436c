"""Asks an OpenID provider who signed in: discovery, the code flow with PKCE, its keys.

What it signs is judged by joserfc and authlib. Its host is allowed by the operator's
choice, though it may not be public; what else its discovery names is asked under guard.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from cachetools import TTLCache
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from commons.adapters.remote.guarded_client import GuardedClient
from commons.adapters.remote.identity_provider import Errand, Identity
from commons.adapters.remote.port import Fetched
from commons.errors import RemoteError, SignInError
from commons.settings import OpenIdSettings

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
"""How a provider may sign; never "none", nor by a secret that both know."""

SCOPES = ("openid", "email", "profile")
LEEWAY_SECONDS = 60
KEPT_SECONDS = 3600
MOST_BYTES = 500_000
_LONGEST_CLAIM = 254
_TOKEN_BYTES = 32

Ask = Callable[[str, bytes | None, Mapping[str, str]], Fetched]
"""Asks an address: with a body by POST, without one by GET."""


class OpenIdProvider:
    """A provider, as its discovery describes it."""

    def __init__(self, settings: OpenIdSettings, callback: str, ask: Ask) -> None:
        self._settings = settings
        self._callback = callback
        self._ask = ask
        self._kept: TTLCache[str, Mapping[str, Any]] = TTLCache(4, KEPT_SECONDS)

    def begin(self) -> Errand:
        """Return where a browser is sent. Raises RemoteError."""
        state, nonce = (secrets.token_urlsafe(_TOKEN_BYTES) for _ in range(2))
        verifier = secrets.token_urlsafe(_TOKEN_BYTES)
        address = prepare_grant_uri(
            self._endpoint("authorization_endpoint"),
            self._settings.client_id,
            "code",
            redirect_uri=self._callback,
            scope=" ".join(SCOPES),
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return Errand(address=address, state=state, nonce=nonce, verifier=verifier)

    def finish(self, code: str, nonce: str, verifier: str) -> Identity:
        """Return who signed in, by the code a browser came back with.

        Raises SignInError for what the provider did not vouch for, RemoteError.
        """
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._callback,
            "client_id": self._settings.client_id,
            "client_secret": self._settings.client_secret,
            "code_verifier": verifier,
        }
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        endpoint = self._endpoint("token_endpoint")
        answer = self._ask(endpoint, urlencode(sent).encode(), kind)
        tokens = _object(answer)
        id_token = str(tokens.get("id_token", ""))
        access = str(tokens.get("access_token", ""))
        claims = self._judged(id_token, nonce, access)
        told = {**self._userinfo(access, claims), **_said(claims)}
        return Identity(
            subject=str(claims["sub"]),
            email=str(told.get("email", ""))[:_LONGEST_CLAIM],
            email_verified=told.get("email_verified") is True,
            name=_name(told)[:_LONGEST_CLAIM],
            id_token=id_token,
        )

    def end_address(self, id_token: str, back: str) -> str:
        """Return where one signs out of the provider, "" where it offers none."""
        endpoint = str(self._discovered().get("end_session_endpoint", ""))
        if urlsplit(endpoint).scheme not in {"http", "https"}:
            return ""
        told = {
            "id_token_hint": id_token,
            "client_id": self._settings.client_id,
            "post_logout_redirect_uri": back,
        }
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(told)}"

    def _judged(self, id_token: str, nonce: str, access: str) -> Mapping[str, Any]:
        """Return what an ID token says, once all of it holds. Raises SignInError."""
        token = self._decoded(id_token)
        claims = CodeIDToken(
            token.claims,
            token.header,
            {
                "iss": {"essential": True, "value": self._settings.issuer},
                "aud": {"essential": True, "value": self._settings.client_id},
            },
            {
                "nonce": nonce,
                "client_id": self._settings.client_id,
                "access_token": access,
            },
        )
        try:
            claims.validate(leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise SignInError from error
        except Exception as error:
            if type(error).__module__.startswith("authlib."):
                raise SignInError from error
            raise
        return token.claims

    def _userinfo(self, access: str, claims: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what the provider says of a person, {} where it says no more.

        ProConnect signs it. Raises SignInError when it speaks of somebody else.
        """
        if not self._discovered().get("userinfo_endpoint"):
            return {}
        borne = {"Authorization": f"Bearer {access}"}
        answer = self._ask(self._endpoint("userinfo_endpoint"), None, borne)
        if answer.media_type == "application/jwt" and answer.status == 200:
            told = self._decoded(answer.body.decode("ascii", "replace").strip()).claims
            for name, ours in (
                ("iss", self._settings.issuer),
                ("aud", self._settings.client_id),
            ):
                said = told.get(name, ours)
                if ours != said and not (isinstance(said, list) and ours in said):
                    raise SignInError
        else:
            told = dict(_object(answer))
        if told.get("sub") != claims["sub"]:
            raise SignInError
        return told

    def _decoded(self, text: str) -> jwt.Token:
        """Return a token whose signature is the provider's. Raises SignInError.

        It may have new keys: they are asked for once more.
        """
        for fresh in (False, True):
            if fresh:
                self._kept.pop("keys", None)
            try:
                keys = KeySet.import_key_set(self._keys())  # type: ignore[arg-type]  # judged within
                return jwt.decode(text, keys, algorithms=ALGORITHMS)
            except (JoseError, ValueError, TypeError, KeyError) as error:
                if fresh:
                    raise SignInError from error
        raise SignInError

    def _keys(self) -> Mapping[str, Any]:
        if "keys" not in self._kept:
            found = _object(self._ask(self._endpoint("jwks_uri"), None, {}))
            self._kept["keys"] = found
        return self._kept["keys"]

    def _endpoint(self, name: str) -> str:
        found = self._discovered().get(name)
        if not isinstance(found, str) or not found:
            raise RemoteError(f"{self._settings.issuer}: no {name}")
        return found

    def _discovered(self) -> Mapping[str, Any]:
        """Return the provider's description of itself. Raises RemoteError."""
        if "discovery" not in self._kept:
            issuer = self._settings.issuer
            address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
            try:
                found = _object(self._ask(address, None, {}))
            except SignInError as error:
                raise RemoteError(f"{address}: no description") from error
            if found.get("issuer") != issuer:
                raise RemoteError(
                    f"{address} speaks of {str(found.get('issuer'))[:99]}"
                )
            self._kept["discovery"] = found
        return self._kept["discovery"]


def open_provider(
    settings: OpenIdSettings, callback: str, allowed: frozenset[str]
) -> OpenIdProvider:
    """Return a provider that is asked over the network."""
    host = urlsplit(settings.issuer).netloc.lower()
    client = GuardedClient(allowed | {host, host.partition(":")[0]})
    return OpenIdProvider(settings, callback, client.ask)


def _object(answer: Fetched) -> Mapping[str, Any]:
    """Return an answer that is an object in JSON. Raises SignInError."""
    try:
        told = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise SignInError from error
    if answer.status != 200 or not isinstance(told, dict):
        raise SignInError
    return told


def _said(claims: Mapping[str, Any]) -> dict[str, Any]:
    names = ("email", "email_verified", "name")
    return {name: claims[name] for name in names if name in claims}


def _name(told: Mapping[str, Any]) -> str:
    """Return what somebody is called: ProConnect says a usual name beside the given."""
    if told.get("name"):
        return str(told["name"])
    parts = (told.get("given_name"), told.get("usual_name") or told.get("family_name"))
    return " ".join(str(part) for part in parts if part)
