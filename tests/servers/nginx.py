"""The configuration of nginx that ships, before a wiki that runs."""

import os
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.servers.server import Person, free_port

SHIPPED = Path(__file__).parents[2] / "deploy" / "nginx" / "commons.conf"
FROZEN = SHIPPED.with_name("frozen.conf")
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")  # noqa: TID251  # where Debian puts it
MAIN = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 768; }}
http {{
    log_format kept '$upstream_cache_status $request_uri';
    access_log {folder}/access.log kept;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/commons.conf;
}}
"""
"""What Debian's nginx.conf says, but for places; 768 connections a process are its."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Public:
    """What the public reaches: a port that speaks TLS, and one that leads there.

    `application` is the port behind.
    """

    port: int
    plain_port: int
    application: int
    tls: ssl.SSLContext
    log: Path

    def asked(self, path: str) -> list[str]:
        """Return whether nginx kept each answer of an address, the last one last."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        told = (line.partition(" ") for line in lines)
        return [state for state, _, address in told if address == path]

    @property
    def address(self) -> str:
        """The address of the site."""
        return f"https://localhost:{self.port}"

    def person(self) -> Person:
        """Give somebody who asks the site."""
        return Person(self.address, self.tls)


def require_nginx() -> None:
    """Skip where nginx is missing, and fail where everything must be there."""
    if NGINX is None:
        lack = "nginx is missing (Debian: apt install nginx-light)"
        (pytest.fail if os.getenv("CI") == "true" else pytest.skip)(lack)


@contextmanager
def behind_nginx(folder: Path, application: int, port: int) -> Iterator[Public]:
    """Put nginx as it ships before an application; `port` is the public one."""
    require_nginx()
    plain_port = free_port()
    certificate, key = _certificate(folder)
    told = SHIPPED.read_text(encoding="utf-8")
    for written, ours in (
        ("listen 80;", f"listen 127.0.0.1:{plain_port};"),
        ("listen [::]:80;", ""),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{port} ssl http2;"),
        ("listen [::]:443 ssl http2;", ""),
        ("/etc/letsencrypt/live/wiki.example.org/fullchain.pem", str(certificate)),
        ("/etc/letsencrypt/live/wiki.example.org/privkey.pem", str(key)),
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{application};"),
        ("/var/cache/nginx/commons", str(folder / "kept")),
    ):
        assert told.count(written) == 1, written
        told = told.replace(written, ours)
    (folder / "commons.conf").write_text(told, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    main = folder / "nginx.conf"
    main.write_text(MAIN.format(folder=folder, user=user), encoding="utf-8")
    process = subprocess.Popen([str(NGINX), "-c", str(main), "-p", str(folder)])
    context = ssl.create_default_context(cafile=str(certificate))
    try:
        public = Public(
            port=port,
            plain_port=plain_port,
            application=application,
            tls=context,
            log=folder / "access.log",
        )
        _wait(process, public)
        yield public
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@contextmanager
def files_by_nginx(folder: Path, copy: Path) -> Iterator[int]:
    """Serve a copy made of files as `frozen.conf` says; give the port."""
    require_nginx()
    port, told = free_port(), FROZEN.read_text(encoding="utf-8")
    for written, ours in (
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("/var/www/wiki/", f"{copy}/"),
        ("root /var/www/wiki;", f"root {copy};"),
    ):
        assert written in told, written
        told = told.replace(written, ours)
    (folder / "commons.conf").write_text(told, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    main = folder / "nginx.conf"
    main.write_text(MAIN.format(folder=folder, user=user), encoding="utf-8")
    process = subprocess.Popen([str(NGINX), "-c", str(main), "-p", str(folder)])
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until and process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.02)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait(process: subprocess.Popen[bytes], public: Public) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError):
            if public.person().get("/healthz").status == 200:
                return
        time.sleep(0.05)
    raise TimeoutError(public)


def _certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate that signs itself, for localhost; give its file and its key's."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    certificate, private = folder / "fullchain.pem", folder / "privkey.pem"
    certificate.write_bytes(made.public_bytes(pem))
    private.write_bytes(
        key.private_bytes(
            pem,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, private
