"""An S3-compatible storage in a process of its own (moto's server), for who tests over it."""

import atexit
import subprocess
import sys
import time
from functools import lru_cache
from typing import Any
from urllib.request import urlopen

from commons.adapters.storage.s3_storage import S3Storage
from commons.setting_values import FilesSettings, parse_files
from tests.servers.server import PATIENCE_SECONDS, free_port

KEYS = {"AWS_ACCESS_KEY_ID": "lea", "AWS_SECRET_ACCESS_KEY": "of the tests"}


class StorageServer:
    """A server that can be stopped and started again, empty then."""

    def __init__(self) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-p", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                urlopen(f"{self.address}/moto-api/", timeout=5).close()  # noqa: S310  # our own
            except OSError:  # or it answers late
                time.sleep(0.1)
            else:
                return
        raise TimeoutError(self.address)

    def stop(self) -> None:
        """Kill it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def url(self, bucket: str, prefix: str = "commons") -> str:
        """Return the address of a new bucket, as the setting has it."""
        self.client().create_bucket(Bucket=bucket)
        return f"s3://{bucket}/{prefix}?endpoint={self.address}"

    def client(self) -> Any:
        """Return boto3's client of it."""
        import boto3  # noqa: PLC0415  # slow

        return boto3.client(
            "s3",
            endpoint_url=self.address,
            region_name="us-east-1",
            aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
        )


@lru_cache(maxsize=1)
def storage_server() -> StorageServer:
    """Return the server of this process of the tests, started once."""
    server = StorageServer()
    server.start()
    atexit.register(server.stop)
    return server


def files_settings(url: str, megabytes: str = "10") -> FilesSettings:
    """Return the settings of a storage, with our keys to it."""
    return parse_files(url, KEYS, megabytes)


def new_storage(bucket: str) -> S3Storage:
    """Return a storage of a new bucket."""
    return S3Storage(files_settings(storage_server().url(bucket)))
