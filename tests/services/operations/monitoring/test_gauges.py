"""What an instance measures of itself follows what happens to it."""

from pathlib import Path

from commons.adapters.store.site.audit_log import note_act
from commons.core.domain.site.audit import AuditAct
from commons.services.operations.monitoring.gauges import read_gauges
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from commons.wiring.followers import open_followers
from tests.conftest import settings_in
from tests.feeds.conftest import Desk
from tests.servers.standby import Pair


def measured(parts: Components) -> dict[tuple[str, ...], float]:
    """Give each measure by its name and the values of its labels."""
    home = parts.settings.data_dir
    found = read_gauges(parts.store, parts.index, home, open_followers(parts))
    return {
        (gauge.name, *labels.values()): value
        for gauge in found
        for labels, value in gauge.rows
    }


def test_the_log_rises_followers_lag_and_a_backup_is_told(parts: Components) -> None:
    parts.catch_up()
    before = measured(parts)
    Desk(parts).put_one(title="Le banc")
    with parts.store.write(quiet=True) as work:
        note_act(work, "", AuditAct.BACKUP)
    after = measured(parts)
    assert after["log_position",] == before["log_position",] + 1
    assert after["follower_behind", "the search index"] == 1
    assert ("last_backup_timestamp_seconds",) in after.keys() - before.keys()


def test_how_the_replica_is_is_told_where_there_is_one(
    pair: Pair, tmp_path: Path
) -> None:
    parts = assemble_components(settings_in(tmp_path, **pair.new_database()))
    pair.standby.wait_level()
    assert measured(parts)["replica_follows",] == 1
    pair.standby.pause()
    Desk(parts).put_one(title="Le banc")
    assert measured(parts)["replica_behind_bytes",] > 0
    pair.standby.kill()
    away = measured(parts)
    assert away["replica_follows",] == 0
    assert ("replica_behind_bytes",) not in away
    parts.store.close()


def test_without_a_replica_nothing_is_told_of_one(parts: Components) -> None:
    assert not [name for name, *_ in measured(parts) if name.startswith("replica")]
