"""Knows what a backup declares of a database: its schema, its size."""

from sqlalchemy import func, select

from commons.adapters.store.engine.lifecycle import schema_upgrade
from commons.adapters.store.engine.tables.community.community_tables import (
    MessageRow,
    MessageStopRow,
    RemarkRow,
)
from commons.adapters.store.engine.tables.community.notification_tables import (
    DeliveryRow,
    FollowedSearchRow,
    SubscriptionRow,
)
from commons.adapters.store.engine.tables.core_tables import (
    AccountRow,
    DraftRow,
    FeaturedRow,
    PersonRow,
    RevisionRow,
    Row,
    SheetRow,
    ThankRow,
)
from commons.adapters.store.engine.tables.people.people_tables import (
    OrganisationRow,
    ProfileRow,
)
from commons.adapters.store.engine.tables.people.sign_in_tables import (
    ApiTokenRow,
    ExternalIdentityRow,
    InvitationRow,
    PasskeyRow,
    RecoveryCodeRow,
    SecondFactorRow,
)
from commons.adapters.store.engine.tables.site.purge_tables import (
    PurgedFileRow,
    PurgedVersionRow,
    PurgeRow,
)
from commons.adapters.store.engine.tables.site.review_tables import (
    HeldEditRow,
    ReportRow,
    ReviewMarkRow,
)
from commons.adapters.store.engine.tables.site.search_tables import (
    ThesaurusEditRow,
    WantedSheetRow,
)
from commons.adapters.store.engine.tables.site.site_tables import (
    AppearanceRow,
    SitePageRow,
)
from commons.adapters.store.engine.tables.site.stewardship_tables import (
    AuditRow,
    ChosenSettingRow,
    DailyReadingRow,
    RepairRow,
    ThemeRow,
)
from commons.adapters.store.engine.unit_of_work import Work

COUNTED: dict[str, type[Row]] = {
    "sheets": SheetRow,
    "versions": RevisionRow,
    "people": PersonRow,
    "accounts": AccountRow,
    "drafts": DraftRow,
    "thanks": ThankRow,
    "featured": FeaturedRow,
    "site pages": SitePageRow,
    "appearance": AppearanceRow,
    "wanted sheets": WantedSheetRow,
    "edits of the thesaurus": ThesaurusEditRow,
    "themes": ThemeRow,
    "held edits": HeldEditRow,
    "review marks": ReviewMarkRow,
    "reports": ReportRow,
    "audited acts": AuditRow,
    "repairs": RepairRow,
    "chosen settings": ChosenSettingRow,
    "days of reading": DailyReadingRow,
    "purges": PurgeRow,
    "purged versions": PurgedVersionRow,
    "purged files": PurgedFileRow,
    "remarks": RemarkRow,
    "messages": MessageRow,
    "profiles": ProfileRow,
    "organisations": OrganisationRow,
    "second factors": SecondFactorRow,
    "passkeys": PasskeyRow,
    "API tokens": ApiTokenRow,
    "external identities": ExternalIdentityRow,
    "invitations": InvitationRow,
    "recovery codes": RecoveryCodeRow,
    "who wants no messages": MessageStopRow,
    "what is followed": SubscriptionRow,
    "how people are told": DeliveryRow,
    "searches that are followed": FollowedSearchRow,
}
"""What no restore may lose a row of; sheets are counted with their tombstones."""


def count_rows(work: Work) -> dict[str, int]:
    """Count the rows of everything in COUNTED, by its name there."""
    return {
        name: work.connection.execute(
            select(func.count()).select_from(row)
        ).scalar_one()
        for name, row in COUNTED.items()
    }


def schema_of(work: Work) -> str:
    """Give the revision of the schema, "" without one."""
    return schema_upgrade.schema_revision(work.connection) or ""
