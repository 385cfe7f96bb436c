"""A device with passkeys, in software: it makes keys and signs, as WebAuthn says."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from secrets import token_bytes
from struct import pack

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, KEY_INCLUDED = 0x01, 0x04, 0x40


def written(content: bytes) -> str:
    """Return bytes in base64url, without padding."""
    return urlsafe_b64encode(content).decode().rstrip("=")


def read(text: str) -> bytes:
    """Return the bytes of base64url without padding."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Authenticator:
    """One device: the keys it made, by their identifiers, and what it counts."""

    def __init__(self, origin: str, host: str) -> None:
        self.origin = origin
        self.host = host
        self.flags = PRESENT | VERIFIED
        self.count = 0
        self.keys: dict[str, tuple[ec.EllipticCurvePrivateKey, str]] = {}

    def create(self, options: str) -> str:
        """Make a key as a site asks; return what a browser sends of it."""
        told = json.loads(options)
        key = ec.generate_private_key(ec.SECP256R1())
        identifier = token_bytes(16)
        self.keys[written(identifier)] = (key, told["user"]["id"])
        numbers = key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        held = bytes(16) + pack(">H", len(identifier)) + identifier + public
        data = self._data(self.flags | KEY_INCLUDED) + held
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", told["challenge"])
        parts = {"clientDataJSON": client, "attestationObject": attested}
        return self._sent(written(identifier), parts)

    def use(self, options: str, identifier: str = "") -> str:
        """Sign a challenge with a key, the first it has; return what a browser sends."""
        told = json.loads(options)
        chosen = identifier or next(iter(self.keys))
        key, user = self.keys[chosen]
        self.count += 1
        data = self._data(self.flags)
        client = self._client("webauthn.get", told["challenge"])
        signed = data + sha256(client).digest()
        parts = {
            "clientDataJSON": client,
            "authenticatorData": data,
            "signature": key.sign(signed, ec.ECDSA(hashes.SHA256())),
            "userHandle": read(user),
        }
        return self._sent(chosen, parts)

    def _data(self, flags: int) -> bytes:
        return sha256(self.host.encode()).digest() + pack(">BI", flags, self.count)

    def _client(self, kind: str, challenge: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin}
        return json.dumps({**told, "crossOrigin": False}).encode()

    def _sent(self, identifier: str, parts: dict[str, bytes]) -> str:
        response = {name: written(content) for name, content in parts.items()}
        return json.dumps(
            {
                "id": identifier,
                "rawId": identifier,
                "type": "public-key",
                "response": response,
            }
        )
