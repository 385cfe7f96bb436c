"""Seals secrets of accounts with keys that follow from the secret key of the site.

A copy of the database alone gives none of them away: who has the key as well, as in a
backup of a site whose key is kept in its data folder, has them all.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from hashlib import sha256
from secrets import token_bytes

from commons.errors import DamagedError

_NONCE_BYTES = 12


def seal(secret_key: str, purpose: str, text: str) -> str:
    """Encrypt a text; `purpose` says what it is and whose (AES-256-GCM)."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415  # few wait for it

    nonce = token_bytes(_NONCE_BYTES)
    sealed = AESGCM(derived_key(secret_key, "seal")).encrypt(
        nonce, text.encode(), purpose.encode()
    )
    return urlsafe_b64encode(nonce + sealed).decode()


def unseal(secret_key: str, purpose: str, sealed: str) -> str:
    """Give a text back. Raises DamagedError for what was not sealed so, with this key."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415  # few wait for it
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415  # few wait for it

    try:
        raw = urlsafe_b64decode(sealed.encode())
        nonce, held = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
        cipher = AESGCM(derived_key(secret_key, "seal"))
        return cipher.decrypt(nonce, held, purpose.encode()).decode()
    except (Base64Error, InvalidTag, ValueError) as error:
        raise DamagedError(purpose) from error


def keyed_digest(secret_key: str, purpose: str, text: str) -> str:
    """Return what we keep of a secret that is compared and never read (HMAC-SHA-256)."""
    key = derived_key(secret_key, purpose)
    return hmac.new(key, text.encode(), sha256).hexdigest()


def derived_key(secret_key: str, purpose: str) -> bytes:
    """Return a key for one purpose: HMAC is a pseudorandom function of it (RFC 5869)."""
    told = f"commons sign-in {purpose}".encode()
    return hmac.new(secret_key.encode(), told, sha256).digest()
