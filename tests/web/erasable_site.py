"""A site where a sheet says a word in every place, and others speak of that sheet."""

import io
from collections.abc import Mapping

from commons.adapters.media.ingest import take_file
from commons.adapters.store.community import remarks
from commons.adapters.store.people import thanks
from commons.app import create_app
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Role
from commons.core.domain.people.notification import (
    PERSON,
    SHEET,
    TERRITORY,
    topic_of,
)
from commons.core.domain.people.remark import Remark
from commons.core.domain.schema.kind import Value, Values
from commons.core.domain.sheet import Action, Person, Revision
from commons.services.operations.following.log_follower import catch_up
from commons.services.publishing.publish import NewRevision, publish_version
from commons.wiring.components import Components
from commons.wiring.followers import FOLLOWERS
from tests.adapters.media.pictures import drawing, written
from tests.addresses.outlets import Walk
from tests.people.reviewed import account_of
from tests.people.told_by_mail import ToldByMail
from tests.people.visitor import Visitor

SECRET = "xylographe"
"""The word that is in every field but the title."""
ASKED = "porteurs"
"""A word that all titles hold, by which they are looked for."""

QUESTIONS = (
    "",
    f"?q={ASKED}",
    f"?q={SECRET[:5]}",
    f"?q={ASKED}&sort=recent",
    "?verb=ListRecords&metadataPrefix=oai_dc",
    "?verb=ListRecords&metadataPrefix=rdf",
    "?verb=ListIdentifiers&metadataPrefix=oai_dc",
    "?a=1&b=2",
)


class ErasableSite:
    """The site: `said` is the sheet that says it, `named` one whose title holds `title`."""

    def __init__(self, parts: Components, title: str = SECRET) -> None:
        self.parts, self.title = parts, title
        self.app = create_app(parts)
        self.admin = self.visitor().signed_in(Role.ADMIN)
        self.editor = self.visitor().signed_in(Role.EDITOR)
        self.author = self.visitor().signed_in(Role.CONTRIBUTOR)
        self.other = self.visitor().signed_in(Role.CONTRIBUTOR)
        self.reader = self.visitor()
        self.person = account_of(self.author).person
        drawn = io.BytesIO(written(drawing(40, 30), "PNG"))
        self.image = take_file(parts.blobs, drawn, "a.png").name
        people = (self.person, account_of(self.other).person)
        self.told = ToldByMail(
            parts,
            *(topic_of(PERSON, one.id) for one in people),
            topic_of(TERRITORY, "commune:29019"),
            search=ASKED,
        )
        self.said = self.publish(
            "method", "Les porteurs de parole", None, **self.words()
        )
        self.told.follow(topic_of(SHEET, self.said.sheet))
        self.said = self.publish(
            "method",
            "Les porteurs de parole",
            self.said,
            **{**self.words(), "body": f"Encore un {SECRET}."},
        )
        self.named = self.publish("method", f"Les porteurs, {title}")
        self.others = self._speak_of(self.said, self.named)
        self.catch_up()

    def catch_up(self) -> None:
        """Let all that follows the log come level with it: the index, notifications."""
        for row in FOLLOWERS:
            catch_up(self.parts.store, row.open(self.parts))

    def visitor(self) -> Visitor:
        """Give somebody who has not signed in yet."""
        return Visitor(self.app.test_client(), self.parts)

    def words(self) -> Values:
        """Give values that say the word."""
        image: Mapping[str, Value] = {
            "file": self.image,
            "alt": f"Un {SECRET}",
            "author": f"Une {SECRET}",
            "licence": "CC-BY-SA-4.0",
        }
        return {
            "summary": f"Une phrase assez longue avec un {SECRET} pour la dire.",
            "body": f"Des porteurs, un [{SECRET}](https://{SECRET}.example/).",
            "keywords": [SECRET, "porteurs"],
            "territory": {"code": "commune:29019"},
            "steps": [
                {"title": f"Poser le {SECRET}", "text": f"Le {SECRET} est posé."}
            ],
            "images": [image],
        }

    def publish(
        self, kind: str, title: str, head: Revision | None = None, **values: Value
    ) -> Revision:
        """Publish a version in the author's name."""
        return self.publish_as(self.person, kind, title, head, **values)

    def publish_as(
        self,
        person: Person,
        kind: str,
        title: str,
        head: Revision | None = None,
        **values: Value,
    ) -> Revision:
        """Publish a version in somebody's name."""
        word = SECRET if SECRET in str(values) else "mot"
        given: Values = {
            "title": title,
            "licence": "CC-BY-SA-4.0",
            "language": "fr",
            "authors": [{"name": person.name, "person": person.id}],
            **values,
        }
        wanted = NewRevision(
            sheet=head.sheet if head else iri.new_id(),
            kind=kind,
            parent=head.number if head else None,
            action=Action.UPDATE if head else Action.CREATE,
            author=person,
            change_note=f"un {word} de plus" if head else "",
            values=given,
        )
        with self.parts.store.write() as work:
            return publish_version(self.parts.schema, work, wanted, head)

    def _speak_of(self, *sheets: Revision) -> list[Revision]:
        """Publish what speaks of sheets without the word: a collection, trials, links."""
        other = account_of(self.other)
        made = [
            self.publish_as(
                other.person,
                "collection",
                "Une collection de porteurs",
                items=[{"sheet": one.sheet, "note": "À lire."} for one in sheets],
            ),
            self.publish_as(
                other.person,
                "method",
                "D’autres porteurs",
                body=" ".join(f"[[{one.sheet}]]" for one in sheets),
            ),
        ]
        for one in sheets:
            address = iri.version_iri(one.sheet, 1, base="")
            made += [
                self.publish_as(
                    other.person, "trial", "Un essai de porteurs", tried=address
                ),
                self.publish_as(
                    other.person,
                    "method",
                    "Les porteurs traduits",
                    language="en",
                    translation_of=address,
                    sources=[
                        {
                            "title": "Un original",
                            "url": address,
                            "author": self.person.name,
                            "licence": "CC-BY-SA-4.0",
                            "changes": "traduit",
                        }
                    ],
                ),
            ]
            self._talk(one)
        return made

    def _talk(self, sheet: Revision) -> None:
        """Thank for a sheet, and ask under it."""
        other = account_of(self.other)
        word = SECRET if sheet is self.said else self.title
        asked = Remark(
            id=iri.new_id(),
            sheet=sheet.sheet,
            parent="",
            step="",
            step_title=f"Poser le {word}",
            account=other.id,
            author=other.person,
            instant=clock.now(),
            text=f"Quel {word} ?",
            question=True,
        )
        with self.parts.store.write() as work:
            remarks.add_remark(work, asked)
            thanks.give_thanks(work, other.id, sheet.sequence)
        self.remark = asked.id

    def walk(
        self,
        *words: str,
        allowed: frozenset[str] = frozenset(),
        drafts: tuple[str, ...] = (),
    ) -> Walk:
        """Give the way past every address that could lead to some words."""
        sheets = (
            self.said.sheet,
            self.named.sheet,
            *(o.sheet for o in self.others[:4]),
        )
        people = (self.person, account_of(self.other).person)
        name = self.image
        return Walk(
            app=self.app,
            words=words,
            known={
                "sheet": sheets,
                "source": sheets[:2],
                "person": tuple(one.id for one in people),
                "slug": ("les-porteurs-de-parole", "x"),
                "number": ("1", "2", "3"),
                "older": ("1",),
                "newer": ("2",),
                "code": ("commune:29019",),
                "name": (name,),
                "remark": (self.remark,),
                "draft": drafts or (self.said.sheet,),
            },
            questions=QUESTIONS,
            allowed=allowed,
        )
