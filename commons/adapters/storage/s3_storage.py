"""Files under keys, in a bucket of an S3-compatible storage.

The only module that knows boto3, which is read when the first file is asked for. A
storage that does not answer is asked again, and then let alone for AWAY_SECONDS: what
needs it is refused at once, so that no thread waits for it that others read pages with.
"""

import hashlib
import os
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

from commons.core.domain import clock
from commons.core.files.file_storage import Readable, StoredFile
from commons.errors import FilesAwayError, NotFoundError, SettingsError
from commons.setting_values import FilesSettings

AWAY_SECONDS = 5.0
CONNECT_SECONDS, ANSWER_SECONDS, ATTEMPTS = 3, 20, 3
TOUCH_AGE = timedelta(hours=1)
"""A file that was put or touched since is not touched again: it is a copy onto itself."""
LARGE_BYTES = 64 * 1024 * 1024
"""What is larger goes in parts, each of so many bytes in memory."""
PART_BYTES = 16 * 1024 * 1024

_CONNECTIONS = 16
_MISSING = {"404", "NoSuchKey", "NotFound"}
_TAKEN = {"412", "PreconditionFailed", "409", "ConditionalRequestConflict"}
_UNKNOWN = {"501", "NotImplemented"}
_LACKS = 'COMMONS_FILES_URL: boto3 is missing: pip install "commons-wiki[s3]"'


class S3Storage:
    """The objects of a bucket whose names begin with the prefix of the settings."""

    def __init__(self, settings: FilesSettings) -> None:
        self._settings = settings
        self._prefix = f"{settings.prefix}/" if settings.prefix else ""
        self._lock = Lock()
        self._client: Any = None
        self._process = 0
        self._away_until = 0.0
        self.refusals: Any = ()
        self.failures: Any = ()

    @property
    def place(self) -> str:
        """Return bucket and prefix, as an address."""
        return f"s3://{self._settings.bucket}/{self._settings.prefix}"

    def find(self, key: str) -> StoredFile | None:
        """Return what the storage says of an object."""
        with self._asking() as client:
            try:
                told = client.head_object(**self._named(key))
            except self.refusals as error:
                if _code(error) in _MISSING:
                    return None
                raise
        return _stored(key, told["ContentLength"], told["LastModified"])

    @contextmanager
    def open(self, key: str) -> Iterator[Readable]:
        """Give an object to read, as it comes. Raises NotFoundError, FilesAwayError."""
        with self._asking(key) as client:
            body = client.get_object(**self._named(key))["Body"]
        try:
            yield _Body(self, body)
        finally:
            body.close()

    def put(self, draft: Path, key: str, *, new: bool = False) -> bool:
        """Put an object, whose hash the storage compares; with `new`, if it has none.

        What is large goes in parts: with `new` one is looked for before.
        """
        if draft.stat().st_size > LARGE_BYTES:
            return self._put_large(draft, key, new=new)
        with draft.open("rb") as file:
            content_md5 = b64encode(
                hashlib.file_digest(file, _plain_md5).digest()
            ).decode()
            terms: dict[str, str] = {"IfNoneMatch": "*"} if new else {}
            with self._asking() as client:
                try:
                    file.seek(0)
                    client.put_object(
                        **self._named(key), Body=file, ContentMD5=content_md5, **terms
                    )
                except self.refusals as error:
                    if new and _code(error) in _TAKEN:
                        return False
                    if not new or _code(error) not in _UNKNOWN:
                        raise
                else:
                    return True
        return self.find(key) is None and self.put(draft, key)

    def touch(self, key: str) -> None:
        """Copy an object onto itself, unless it is younger than TOUCH_AGE."""
        found = self.find(key)
        if found is None or clock.now() - found.modified < TOUCH_AGE:
            return
        named = self._named(key)
        with self._asking() as client:
            client.copy_object(**named, CopySource=named, MetadataDirective="REPLACE")

    def remove(self, key: str) -> None:
        """Remove an object, and its former versions where the bucket keeps any."""
        named = self._named(key)
        with self._asking() as client:
            client.delete_object(**named)
            for version in self._versions(client, named["Key"]):
                client.delete_object(**named, VersionId=version)

    def entries(self, prefix: str) -> Iterator[StoredFile]:
        """Yield what the storage lists, a thousand at a time."""
        asked = {"Bucket": self._settings.bucket, "Prefix": self._prefix + prefix}
        while True:
            with self._asking() as client:
                told = client.list_objects_v2(**asked)
            for one in told.get("Contents", ()):
                key = one["Key"].removeprefix(self._prefix)
                yield _stored(key, one["Size"], one["LastModified"])
            if not told.get("IsTruncated"):
                return
            asked["ContinuationToken"] = told["NextContinuationToken"]

    @contextmanager
    def _asking(self, key: str = "") -> Iterator[Any]:
        """Give the client, and say what it meets. Raises NotFoundError, FilesAwayError."""
        if time.monotonic() < self._away_until:
            raise FilesAwayError(f"{self.place} does not answer")
        client = self._opened()
        try:
            yield client
        except self.refusals as error:
            if key and _code(error) in _MISSING:
                raise NotFoundError(key) from error
            raise FilesAwayError(f"{self.place} refuses: {error}") from error
        except self.failures as error:
            self.note_away()
            raise FilesAwayError(f"{self.place} does not answer: {error}") from error

    def note_away(self) -> None:
        """Let the storage alone for a while."""
        self._away_until = time.monotonic() + AWAY_SECONDS

    def _versions(self, client: Any, name: str) -> list[str]:
        """Return the versions that the bucket still keeps of an object."""
        try:
            told = client.list_object_versions(
                Bucket=self._settings.bucket, Prefix=name
            )
        except self.refusals as error:
            if _code(error) in _UNKNOWN:  # it keeps none
                return []
            raise
        found = [*told.get("Versions", ()), *told.get("DeleteMarkers", ())]
        return [one["VersionId"] for one in found if one["Key"] == name]

    def _put_large(self, draft: Path, key: str, *, new: bool) -> bool:
        from boto3.s3.transfer import TransferConfig  # noqa: PLC0415  # slow, and not all have it

        if new and self.find(key) is not None:
            return False
        config = TransferConfig(
            multipart_threshold=LARGE_BYTES,
            multipart_chunksize=PART_BYTES,
            max_concurrency=2,
        )
        named = self._named(key)
        with self._asking() as client:
            client.upload_file(str(draft), named["Bucket"], named["Key"], Config=config)
        return True

    def _named(self, key: str) -> dict[str, str]:
        return {"Bucket": self._settings.bucket, "Key": self._prefix + key}

    def _opened(self) -> Any:
        """Return the client of this process: none is shared with who forked it."""
        with self._lock:
            if self._client is None or self._process != os.getpid():
                self._client, self._process = self._make_client(), os.getpid()
            return self._client

    def _make_client(self) -> Any:
        try:
            from boto3.exceptions import Boto3Error  # noqa: PLC0415  # slow, and not all have it
            from boto3.session import Session  # noqa: PLC0415  # the same
            from botocore.config import Config  # noqa: PLC0415  # the same
            from botocore.exceptions import (  # noqa: PLC0415  # the same
                BotoCoreError,
                ClientError,
                HTTPClientError,
            )
        except ModuleNotFoundError as error:
            raise SettingsError(_LACKS) from error
        self.refusals = ClientError
        self.failures = (BotoCoreError, Boto3Error, HTTPClientError, OSError)
        told = self._settings
        session = Session(
            aws_access_key_id=told.access_key or None,
            aws_secret_access_key=told.secret_key or None,
            aws_session_token=told.session_token or None,
            region_name=told.region or None,
        )
        config = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=ANSWER_SECONDS,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            max_pool_connections=_CONNECTIONS,
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={"addressing_style": "path"} if told.endpoint else None,
        )
        return session.client("s3", endpoint_url=told.endpoint or None, config=config)


class _Body:
    """What comes of an object, whose breaks are said as ours."""

    def __init__(self, storage: S3Storage, body: Any) -> None:
        self._storage, self._body = storage, body

    def read(self, size_bytes: int = -1, /) -> bytes:
        """Return so many bytes. Raises FilesAwayError."""
        try:
            found: bytes = self._body.read(None if size_bytes < 0 else size_bytes)
        except self._storage.failures as error:
            self._storage.note_away()
            raise FilesAwayError(f"{self._storage.place} broke off: {error}") from error
        return found


def _plain_md5() -> Any:
    return hashlib.md5(usedforsecurity=False)


def _code(error: Any) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _stored(key: str, size_bytes: int, modified: Any) -> StoredFile:
    return StoredFile(key=key, size_bytes=size_bytes, modified=modified.astimezone(UTC))
