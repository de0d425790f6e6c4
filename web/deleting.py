"""Things with a name deleted, after a question."""

from flask import url_for
from werkzeug.wrappers import Response

from web.asking import Question, ask
from web.once import Once, redirect_saying
from web.records import Destination, Source
from web.services import api


def delete_named(kind: str, record: Source | Destination, consequence: str) -> Response:
    """Delete a `source` or a `destination`; consequence: what the question says of it."""
    name, pages, index = record["name"], f"{kind}s", url_for(f"{kind}s.index")
    question = Question(
        f"Delete {name}?",
        consequence,
        f"Delete the {kind}",
        back=url_for(f"{pages}.show", name=name),
        crumbs=(pages.capitalize(), index),
    )
    return ask(
        question,
        lambda: api().change("DELETE", f"/v1/{pages}/{record['id']}"),
        lambda _: redirect_saying(index, Once(f"{name} was deleted.")),
    )
