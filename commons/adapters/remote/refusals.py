"""What is said when another site is not asked, or does not answer as it should.

In French; the web translates them (commons/web/translations/make.py).
"""

NOT_WEB = "« %(address)s » n’est pas une adresse web : elle commence par https://."
WITH_PASSWORD = "Cette adresse contient un nom ou un mot de passe : retirez-le."  # noqa: S105  # a sentence
PORT = "Ce site ne lit rien au port %(port)s de %(host)s."
PRIVATE = (
    "%(host)s n’est pas une adresse publique ; qui tient ce site peut le permettre"
    " (COMMONS_FETCH_HOSTS)."
)
UNKNOWN_HOST = "%(host)s est introuvable."
UNREACHABLE = "%(host)s ne répond pas."
TOO_SLOW = "%(host)s met trop de temps à répondre."
SLOW_IN_ALL = "Ce site met trop de temps à répondre à tout ce qui lui est demandé."
CROWDED = (
    "D’autres personnes reprennent en ce moment des pages d’ailleurs : réessayez dans"
    " une minute. Rien n’est perdu, l’adresse est encore dans la page."
)
TOO_LARGE = "Ce que %(host)s envoie est trop volumineux."
TOO_MANY_REDIRECTS = "%(host)s renvoie sans fin d’une adresse à l’autre."
ENCODING = "%(host)s envoie une réponse que nous ne savons pas décompresser."
STATUS = "%(host)s répond « %(status)s » à cette adresse."
GONE = "La page a été supprimée de %(host)s."

REFUSALS = (
    NOT_WEB,
    WITH_PASSWORD,
    PORT,
    PRIVATE,
    UNKNOWN_HOST,
    UNREACHABLE,
    TOO_SLOW,
    SLOW_IN_ALL,
    CROWDED,
    TOO_LARGE,
    TOO_MANY_REDIRECTS,
    ENCODING,
    STATUS,
    GONE,
)
"""Every sentence of this room, to translate."""

PASSING = frozenset({UNKNOWN_HOST, UNREACHABLE, TOO_SLOW})
"""What another try may not meet."""
