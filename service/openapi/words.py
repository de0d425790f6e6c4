"""What the document says in words."""

from typing import Any

DESCRIPTION = """
Receive webhooks, look at them, deliver them, replay them.

Times are RFC 3339 in UTC; ids are UUIDs whose order is that of time. Lists are newest first: `next` of one
page is the `cursor` of the following. Errors are `application/problem+json`; each answer has an
`X-Request-Id`, yours if you sent one.
""".strip()

TAGS = {
    "sources": "Who may send, and how they sign.",
    "destinations": "Where deliveries go.",
    "events": "What was received.",
    "deliveries": "What became of each event at each destination.",
    "replays": "Old events, delivered once more.",
    "stats": "Figures for charts.",
    "keys": "Who may use this API, and for what.",
    "key": "The key in use.",
    "audit": "Who changed what.",
    "openapi.json": "This description.",
}

ANSWERS = {
    200: "As asked for",
    201: "It was made",
    202: "It is under way",
    204: "It is gone",
    400: "Something does not fit; `errors` names each field",
    401: "No valid key",
    403: "The key's scope is not enough",
    404: "There is no such thing, or not any more",
    409: "It contradicts what there is",
    410: "An event is past retention",
    413: "The body is larger than 1 MiB",
    503: "The database cannot be reached, or took too long",
}

HEADERS: dict[str, Any] = {
    "X-Request-Id": {
        "description": "Yours, or one that was made: it is in the log too.",
        "required": True,
        "schema": {"type": "string", "pattern": "^[!-~]{1,128}$"},
    },
    "WWW-Authenticate": {"required": True, "schema": {"const": "Bearer"}},
    "Retry-After": {"required": True, "schema": {"type": "string", "pattern": "^[1-9][0-9]*$"}},
}
