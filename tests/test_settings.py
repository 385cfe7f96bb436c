"""What the operator writes in the environment, and the secret that is kept for them."""

import stat
from pathlib import Path

import pytest

from commons.errors import SettingsError
from commons.setting_values import SHORTEST_KEY
from commons.settings import child_environment, from_env, settle_secrets

KEY = "k3$Vb9-zQ!m7xR2w"


def test_an_empty_environment_gives_an_instance_of_its_own(tmp_path: Path) -> None:
    found = from_env({"COMMONS_DATA_DIR": str(tmp_path), "COMMONS_LANGUAGE": " "})
    assert found.database_url == f"sqlite:///{tmp_path / 'commons.sqlite'}"
    assert (found.language, found.registration) == ("fr", "open")
    assert (found.secret_key, found.trusted_proxies) == ("", 0)
    assert (found.draft_days, found.copy_days) == (730, 90)
    assert found.quotas.draft_bytes == 100_000_000
    assert found.index_dir == tmp_path / "index"
    assert found.dumps_dir == tmp_path / "dumps"


@pytest.mark.parametrize(
    ("typed", "base", "secure"),
    [
        ("https://commun.example/wiki/", "https://commun.example/wiki", True),
        ("http://localhost:8000", "http://localhost:8000", False),
    ],
)
def test_an_address_loses_its_last_slash_and_says_whether_it_is_secure(
    typed: str, base: str, *, secure: bool
) -> None:
    found = from_env({"COMMONS_BASE_URL": typed})
    assert (found.base_url, found.secure) == (base, secure)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BASE_URL", "ftp://commun.example"),
        ("BASE_URL", "http://commun.example/?a=b"),
        ("LANGUAGE", "br"),
        ("REGISTRATION", "peut-être"),
        ("TIMEZONE", "Europe/Brest"),
        ("TIMEZONE", "../etc/passwd"),
        ("CONTACT", "Camille"),
        ("CONTACT", "http://exemple.fr/contact"),
        ("TRUSTED_PROXIES", "-1"),
        ("DRAFT_DAYS", "²"),
        ("DRAFTS_PER_ACCOUNT", "1e3"),
        ("FILE_MEGABYTES_A_DAY", "beaucoup"),
        ("FETCH_HOSTS", "http://wiki.example"),
        ("TRUSTED_HOSTS", "wiki.example/"),
        ("NOTICE_RETRY_SECONDS", "vite"),
        ("MAP_TILES", "https://tiles.example/{z}/{x}.png"),
        ("MAP_TILES", "https://tiles.example;x/{z}/{x}/{y}.png"),
        ("MAP_TILES", "https://tiles.example/{z}/{x}/{y}.png; script-src *"),
        ("MAP_TILES", "//tiles.example/{z}/{x}/{y}.png"),
    ],
)
def test_what_makes_no_sense_is_refused_under_its_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"COMMONS_{name}: .*{value[:3]}"):
        from_env({f"COMMONS_{name}": value})


def test_hosts_are_parted_by_commas_or_spaces_whatever_their_case() -> None:
    found = from_env({"COMMONS_FETCH_HOSTS": "Wiki.example, 127.0.0.1:8130 [::1]:80"})
    assert found.fetch_hosts == {"wiki.example", "127.0.0.1:8130", "[::1]:80"}
    assert found.trusted_hosts == frozenset()


def test_an_instance_without_a_key_makes_one_and_keeps_it(tmp_path: Path) -> None:
    settings = from_env({"COMMONS_DATA_DIR": str(tmp_path / "new" / "instance")})
    first, second = settle_secrets(settings), settle_secrets(settings)
    kept = settings.data_dir / "secret_key"
    assert first.secret_key == second.secret_key == kept.read_text()
    assert len(first.secret_key) == 64
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in settings.data_dir.iterdir()] == ["secret_key"]


def test_the_operator_s_own_key_is_used_and_written_nowhere(tmp_path: Path) -> None:
    settings = from_env(
        {"COMMONS_DATA_DIR": str(tmp_path), "COMMONS_SECRET_KEY": f" {KEY}\n"}
    )
    assert len(KEY) == SHORTEST_KEY
    assert settle_secrets(settings).secret_key == KEY
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "key", [KEY[1:], "abababababababababab", f"change-me {KEY}", f"{KEY}0123456789"]
)
def test_a_key_that_can_be_guessed_is_refused(tmp_path: Path, key: str) -> None:
    typed = {"COMMONS_DATA_DIR": str(tmp_path), "COMMONS_SECRET_KEY": key}
    with pytest.raises(SettingsError, match="COMMONS_SECRET_KEY: this key can be"):
        settle_secrets(from_env(typed))


def test_a_kept_key_that_can_be_guessed_is_refused_under_its_path(
    tmp_path: Path,
) -> None:
    (tmp_path / "secret_key").write_text("secret")
    with pytest.raises(SettingsError, match=f"^{tmp_path / 'secret_key'}: "):
        settle_secrets(from_env({"COMMONS_DATA_DIR": str(tmp_path)}))


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    home = tmp_path / "file" / "instance"
    with pytest.raises(SettingsError, match=f"COMMONS_DATA_DIR: {home}"):
        settle_secrets(from_env({"COMMONS_DATA_DIR": str(home)}))


def test_a_child_has_our_defaults_where_the_operator_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COMMONS_TEST_ONE", "operator")
    monkeypatch.delenv("COMMONS_TEST_TWO", raising=False)
    told = child_environment({"COMMONS_TEST_ONE": "ours", "COMMONS_TEST_TWO": "ours"})
    assert told["COMMONS_TEST_ONE"] == "operator"
    assert told["COMMONS_TEST_TWO"] == "ours"


def test_hosts_of_ipv6_have_one_spelling_each() -> None:
    typed = "[::1] ::1 [0:0:0:0:0:0:0:1]:8080 2001:DB8:0::5"
    found = from_env({"COMMONS_TRUSTED_HOSTS": typed}).trusted_hosts
    assert found == {"::1", "[::1]:8080", "2001:db8::5"}


def test_tiles_come_from_one_site_which_is_credited() -> None:
    tiles = {"COMMONS_MAP_TILES": "https://tiles.example:8443/v1/{z}/{x}/{y}.png?k=a"}
    with pytest.raises(SettingsError, match="COMMONS_MAP_CREDIT"):
        from_env(tiles)
    found = from_env({**tiles, "COMMONS_MAP_CREDIT": "© quelqu’un"})
    assert found.tile_origin == "https://tiles.example:8443"
    assert (found.map_tiles, found.map_credit) == (*tiles.values(), "© quelqu’un")
    without = from_env({"COMMONS_MAP_CREDIT": "© quelqu’un"})
    assert (without.tile_origin, without.map_tiles, without.map_credit) == ("", "", "")


OIDC = {
    "COMMONS_OIDC_ISSUER": "https://id.example/realms/x",
    "COMMONS_OIDC_CLIENT_ID": "commons",
    "COMMONS_OIDC_CLIENT_SECRET": "un secret",
}


def test_the_site_that_people_sign_in_by_is_named_by_its_host_if_by_nothing_else() -> (
    None
):
    chosen = from_env(OIDC).openid
    assert chosen is not None
    assert (chosen.name, chosen.trusts_emails) == ("id.example", False)
    named = from_env({**OIDC, "COMMONS_OIDC_NAME": "ProConnect"}).openid
    assert named is not None
    assert named.name == "ProConnect"
    assert from_env({}).openid is None


@pytest.mark.parametrize("name", sorted(OIDC))
def test_of_the_site_that_people_sign_in_by_all_is_said_or_nothing(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        from_env({key: value for key, value in OIDC.items() if key != name})


@pytest.mark.parametrize(
    ("name", "wrong"), [("ISSUER", "id.example"), ("EMAILS", "all")]
)
def test_a_wrong_setting_of_that_site_is_named(name: str, wrong: str) -> None:
    with pytest.raises(SettingsError, match=f"OIDC_{name}"):
        from_env({**OIDC, f"COMMONS_OIDC_{name}": wrong})
