"""A question before what cannot be taken back: a page with one button, for browsers without scripts too."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from flask import request
from werkzeug.wrappers import Response

from web.forms import Form

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Question:
    """What is asked; back: the address to go to with a no; crumbs: the list that this belongs to."""

    title: str
    text: str
    button: str
    back: str
    crumbs: tuple[str, str]
    danger: bool = True


def ask(question: Question, act: Callable[[], Answer], then: Callable[[Answer], Response]) -> Response:
    """Show the question; once it is answered with the button, act; a refusal stands beside the button."""
    form = Form({})
    if request.method == "POST":
        done: list[Answer] = []
        form.submit(lambda: done.append(act()))
        if done:
            return then(done[0])
    return form.page("question.html", question=question)
