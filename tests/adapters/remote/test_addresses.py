import pytest

from commons.adapters.remote.addresses import is_public, read_address
from commons.errors import RemoteError

NOT_PUBLIC = (
    "0.0.0.0",  # noqa: S104  # an address to refuse
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.8.9.10",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:c0a8:101::1",
    "2a00:1450::5efe:7f00:1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "localhost",
    "",
)


@pytest.mark.parametrize("ip", NOT_PUBLIC)
def test_what_is_not_of_the_public_internet_is_told(ip: str) -> None:
    assert not is_public(ip)


@pytest.mark.parametrize("ip", ["8.8.8.8", "93.184.215.14", "2a00:1450:4007::200e"])
def test_public_addresses_are_told(ip: str) -> None:
    assert is_public(ip)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "exemple.org",
        "ftp://exemple.org/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_x",
        "javascript:alert(1)",
        "http://",
        "http:///etc",
        "http://[::1",
        "http://exemple.org:notaport/",
        "http://exemple.org:99999/",
        "http://camille@exemple.org/",
        "http://camille:secret@exemple.org/",
        "http://exemple.org:22/",
        "http://exemple.org:6379/",
        "http://exemple.org/a b",
        "http://exemple.org/a\nHost: 127.0.0.1",
        f"http://exemple.org/{'a' * 3000}",
    ],
)
def test_what_is_no_address_of_the_web_is_never_asked(address: str) -> None:
    with pytest.raises(RemoteError):
        read_address(address)


def test_a_port_is_asked_once_the_operator_allows_it() -> None:
    with pytest.raises(RemoteError):
        read_address("http://wiki.example:8130/", {"wiki.example"})
    found = read_address("http://Wiki.Example.:8130/a#b", {"wiki.example:8130"})
    assert (found.url, found.host, found.open) == (
        "http://Wiki.Example.:8130/a",
        "wiki.example",
        True,
    )


def test_a_host_that_is_not_allowed_is_not_open() -> None:
    assert not read_address("https://other.example/", {"wiki.example"}).open


def test_accents_in_a_host_are_those_of_the_dns() -> None:
    assert read_address("https://café.example/").host == "xn--caf-dma.example"


@pytest.mark.parametrize("allowed", ["::1", "[::1]:8080"])
@pytest.mark.parametrize("host", ["[::1]", "[0:0:0:0:0:0:0:1]"])
def test_a_host_of_ipv6_is_allowed_with_its_port_and_without(
    allowed: str, host: str
) -> None:
    port = 8080 if allowed.startswith("[") else 80
    found = read_address(f"http://{host}:{port}/sheets/", {allowed})
    assert found.open
    assert found.origin == allowed
