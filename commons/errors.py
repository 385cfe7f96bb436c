"""Every way in which Commons says no.

CommonsError
├── NotFoundError          no such sheet, version, draft, account or concept
├── DeletedError           the sheet is a tombstone
│   └── PurgedError        a text was begun from what was removed for good
├── InvalidError           what was typed or sent cannot be accepted
│   ├── UnfitSheetError    a sheet that its kind refuses; carries the problems
│   ├── UnfitFormError     another form that cannot be accepted; carries the faults
│   ├── UnfitTableError    a spreadsheet that cannot be read; carries the sentence
│   ├── UnfitFileError     a file that is not taken in; carries the rule it breaks
│   ├── RemovedFileError   a file that was removed for good comes again
│   ├── TooLargeError      more bytes or items than we take
│   │   └── FullError      an account keeps as much as it may
│   ├── TooCostlyError     an answer that takes more work than anybody may ask for
│   ├── FileFormatError    a file that cannot be read as what it claims to be
│   └── ProtocolError      a harvester asks what its protocol does not allow
├── ConflictError          someone saved before: carries the head that stands
├── ForbiddenError         this role may not do this
├── SignInError            the e-mail and the password do not go together
├── TakenError             a pseudonym or an e-mail that is already in use
├── NotEmptyError          a place that must be empty is not
├── QuotaError             an account has taken what it may take in a day
├── BusyError              the database stayed locked for too long
├── ReadOnlyError          the operator has everything read, and nothing written
├── PreparingError         what is asked for is being made, and not there yet
├── UnfinishedError        the search index is being made, and cannot answer yet
├── RemoteError            another site is not asked, or does not answer as it should
├── MailDelayedError       an e-mail could not be handed over now; later, perhaps
├── MailRefusedError       an e-mail that no mail server will take
├── StorageError           the disk or the database refuses to write
│   └── FilesAwayError     the storage of files elsewhere does not answer
├── DamagedError           stored bytes and their hash disagree
├── SchemaError            a file of schemas/ that the reader does not understand
└── SettingsError          a setting that makes no sense

Nobody below the web knows an HTTP status: web/guard/errors.py holds the table.
"""


class CommonsError(Exception):
    """The root of every error that Commons raises on purpose."""


class NotFoundError(CommonsError):
    """No such sheet, version, draft, account or concept."""


class DeletedError(CommonsError):
    """The sheet was deleted; only who may restore it reads its versions."""


class PurgedError(DeletedError):
    """A text was begun from what was removed for good since: it is kept nowhere."""


class InvalidError(CommonsError):
    """What was typed or sent cannot be accepted."""


class UnfitSheetError(InvalidError):
    """The kind refuses the sheet.

    `problems` is a tuple of domain.problem.Problem, violations first.
    """

    def __init__(self, problems: tuple[object, ...]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


class UnfitFormError(InvalidError):
    """A form other than a sheet's cannot be accepted.

    `faults` maps the name of a control to a sentence in French, to translate.
    """

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__("; ".join(f"{key}: {text}" for key, text in faults.items()))
        self.faults = faults


class UnfitTableError(InvalidError):
    """A spreadsheet that cannot be read as a table of sheets.

    `sentence` is in French, to translate; `details` are what goes into it.
    """

    def __init__(self, sentence: str, **details: int) -> None:
        super().__init__(sentence % details)
        self.sentence = sentence
        self.details = details


class UnfitFileError(InvalidError):
    """A file that is not taken in.

    `rule` is a domain.problem.Rule, `details` what its sentence tells.
    """

    def __init__(self, rule: str, **details: object) -> None:
        super().__init__(f"{rule}: {details}")
        self.rule = rule
        self.details = details


class RemovedFileError(InvalidError):
    """A file was removed from here for good, and may not come again."""


class TooLargeError(InvalidError):
    """More bytes or items than we take.

    `rule` is a domain.problem.Rule, "" where no page tells it, `details` what its
    sentence says.
    """

    def __init__(self, message: str, rule: str = "", **details: object) -> None:
        super().__init__(message)
        self.rule = rule
        self.details = details


class FullError(TooLargeError):
    """An account keeps as much as it may.

    `sort` says of what (services/publishing/quotas.py), `most` how much that is.
    """

    def __init__(self, sort: str, most: int) -> None:
        super().__init__(f"{most} {sort}")
        self.sort = sort
        self.most = most


class TooCostlyError(InvalidError):
    """An answer that takes more work than anybody may ask for.

    `sentence` is in French, to translate; it says what can be had instead.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class FileFormatError(InvalidError):
    """A file that cannot be read as what it claims to be.

    `line` counts from 1, 0 when it is not known.
    """

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


class ProtocolError(InvalidError):
    """A harvester asks what its protocol does not allow.

    `code` is the protocol's own, the message in English, as harvesters read.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class ConflictError(CommonsError):
    """Someone saved before: `head` is the number of the version that stands."""

    def __init__(self, head: int) -> None:
        super().__init__(f"version {head} was saved in the meantime")
        self.head = head


class ForbiddenError(CommonsError):
    """This role may not do this."""


class SignInError(CommonsError):
    """The e-mail and the password do not go together."""


class TakenError(CommonsError):
    """A pseudonym or an e-mail that is already in use."""


class NotEmptyError(CommonsError):
    """A place that must be empty is not."""


class QuotaError(CommonsError):
    """An account has taken what it may take in a day.

    `sort` says of what (services/publishing/quotas.py), `most` how much that is, in
    bytes, `seconds` when there is room again.
    """

    def __init__(self, sort: str, most: int, seconds: int) -> None:
        super().__init__(f"{most} {sort} a day")
        self.sort = sort
        self.most = most
        self.seconds = seconds


class BusyError(CommonsError):
    """The database stayed locked for too long."""


class ReadOnlyError(CommonsError):
    """The operator has everything read, and nothing written for now."""

    def __init__(self) -> None:
        super().__init__(
            "le commun est en lecture seule : rien n’est enregistré"
            " (COMMONS_READ_ONLY, ou commons settings READ_ONLY off)"
        )


class UnfinishedError(CommonsError):
    """The search index is being made, and cannot answer for the whole yet."""


class RemoteError(CommonsError):
    """Another site is not asked, or does not answer as it should.

    `sentence` is in French, to translate; `details` are what goes into it.
    """

    def __init__(self, sentence: str, **details: object) -> None:
        super().__init__(sentence % details if details else sentence)
        self.sentence = sentence
        self.details = details


class MailDelayedError(CommonsError):
    """An e-mail could not be handed over now; another try may do."""


class MailRefusedError(CommonsError):
    """An e-mail that will not be taken, however often it is tried."""


class PreparingError(CommonsError):
    """What is asked for is being made, and is not there yet: come back.

    `sentence` says so to readers, in French, to translate.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class StorageError(CommonsError):
    """The disk or the database refuses to write."""


class FilesAwayError(StorageError):
    """The storage of files beyond this machine does not answer, or refuses."""


class DamagedError(CommonsError):
    """Stored bytes and their hash disagree."""


class SchemaError(CommonsError):
    """A file of schemas/ that the reader does not understand."""


class SettingsError(CommonsError):
    """A setting that makes no sense."""
