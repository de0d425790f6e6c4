"""Forms: what was typed, and what the API has against it, each beside its field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from web.api import ApiProblemError, ApiUnreachableError

Answer = TypeVar("Answer")
TAKEN = "name-taken"
UNSURE = (
    "The API does not answer, so nobody knows yet whether this was done. "
    "What you typed is still here: look whether it was done, then try again."
)


@dataclass
class Form:
    """A form on a page; labels: of its fields by their names, which are the API's (`options.header`).

    values: what stands in them; text, or a list of texts where several may be chosen.
    """

    labels: Mapping[str, str]
    values: Mapping[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    status: int = 200

    def submit(self, call: Callable[[], Answer]) -> Answer | None:
        """Return what the call to the API answers; None when it refuses, which the form then tells."""
        try:
            return call()
        except ApiProblemError as problem:
            if problem.status in {401, 404}:
                raise
            self._refuse(problem)
        except ApiUnreachableError:
            self.status, self.problem = 503, UNSURE
        return None

    def page(self, template: str, **context: Any) -> Response:
        """Render the page that the form stands on, with the status of what happened to it."""
        return make_response(render_template(template, form=self, **context), self.status)

    def _refuse(self, problem: ApiProblemError) -> None:
        self.status = problem.status
        errors = problem.errors
        if problem.slug == TAKEN:
            errors = [{"field": "name", "message": problem.detail}]
        for error in errors:
            self._say(error["field"], error["message"])
        if not errors:
            self.problem = problem.detail or problem.title

    def _say(self, name: str, message: str) -> None:
        """Put an error beside its field: `sources.0` beside `sources`, `secrets` beside `secrets.0`."""
        places = (name, name.partition(".")[0], f"{name}.0")
        place = next((place for place in places if place in self.labels), None)
        if place is None:
            self.problem = f"{self.problem} {name}: {message}".strip()
        else:
            self.errors.setdefault(place, message)


def text(name: str) -> str:
    """Return what was typed into a field of this request, without blanks around it."""
    return request.form.get(name, "").strip()


def number(name: str) -> int | str:
    """Return a whole number that was typed; what is none as it is: the API says so beside the field."""
    typed = text(name)
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else typed


def lines(name: str) -> list[str]:
    """Return the lines of a field, without empty ones."""
    return [line.strip() for line in request.form.get(name, "").splitlines() if line.strip()]
