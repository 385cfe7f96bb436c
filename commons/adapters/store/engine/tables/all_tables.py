"""Knows which modules hold tables, so that a new database has them all."""

from commons.adapters.store.engine.tables import core_tables as tables
from commons.adapters.store.engine.tables.community import (
    community_tables,
    notice_tables,
    notification_tables,
)
from commons.adapters.store.engine.tables.people import (
    mail_tables,
    people_tables,
    sign_in_tables,
)
from commons.adapters.store.engine.tables.site import (
    purge_tables,
    review_tables,
    search_tables,
    site_tables,
    stewardship_tables,
)

MODULES = (
    tables,
    notice_tables,
    notification_tables,
    search_tables,
    mail_tables,
    review_tables,
    stewardship_tables,
    community_tables,
    purge_tables,
    people_tables,
    sign_in_tables,
    site_tables,
)
METADATA = tables.Row.metadata
"""All tables, those of every module."""
