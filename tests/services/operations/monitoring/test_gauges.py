"""What an instance measures of itself follows what happens to it."""

from commons.adapters.store.site.audit_log import note_act
from commons.core.domain.site.audit import AuditAct
from commons.services.operations.monitoring.gauges import read_gauges
from commons.wiring.components import Components
from commons.wiring.followers import open_followers
from tests.feeds.conftest import Desk


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
