"""What a button does to a destination: try, pause, enable, disable it, rotate its secret.

Each button's address is a page as well: there a refusal is told, and the button offered again.
"""

from flask import url_for
from werkzeug.wrappers import Response

from web.asking import Question, ask
from web.destination_changes import TOLD
from web.named import destination_named
from web.once import Once, redirect_saying
from web.services import api


def test(name: str) -> Response:
    """Send it a small event of our own, and link to the delivery."""
    question = _question(
        name, f"Send a test to {name}?", "A small JSON event of our own goes to it.", "Send a test"
    )

    def told(delivery: dict[str, str]) -> Response:
        address = url_for("deliveries.show", delivery_id=delivery["id"])
        return _back(name, Once("The test is on its way.", link=address, link_text="Look at its delivery"))

    return ask(question, lambda: _post(name, "test"), told)


def rotate(name: str) -> Response:
    """Give it a new signing secret, which is shown once."""
    text = "A new secret is made and shown once. For 24 hours each delivery is signed with both, old and new."
    question = _question(name, f"Rotate the signing secret of {name}?", text, "Rotate the secret")
    message = f"{name} has a new signing secret; the one before signs beside it for 24 hours."
    return ask(
        question,
        lambda: _post(name, "rotate"),
        lambda made: _back(name, Once(message, secret=made["signing_secret"], what=TOLD)),
    )


def pause(name: str) -> Response:
    """Let its deliveries wait."""
    text = "Its deliveries wait until somebody enables it."
    return _switch(_question(name, f"Pause {name}?", text, "Pause"), name, "paused")


def enable(name: str) -> Response:
    """Deliver to it, again."""
    text = "What waits is delivered, and so is all that comes."
    return _switch(_question(name, f"Enable {name}?", text, "Enable"), name, "enabled")


def disable(name: str) -> Response:
    """Deliver nothing to it any more, and cancel what waits."""
    text = "What waits for it is cancelled, and so is all that comes, until somebody enables it."
    return _switch(_question(name, f"Disable {name}?", text, "Disable", danger=True), name, "disabled")


def _switch(question: Question, name: str, state: str) -> Response:
    path = f"/v1/destinations/{destination_named(name)['id']}"
    return ask(
        question,
        lambda: api().change("PATCH", path, {"state": state}),
        lambda _: _back(name, Once(f"{name} is {state}.")),
    )


def _post(name: str, verb: str) -> dict[str, str]:
    made: dict[str, str] = api().change("POST", f"/v1/destinations/{destination_named(name)['id']}/{verb}")
    return made


def _question(name: str, title: str, text: str, button: str, *, danger: bool = False) -> Question:
    back = url_for("destinations.show", name=name)
    return Question(title, text, button, back, ("Destinations", url_for("destinations.index")), danger)


def _back(name: str, message: Once) -> Response:
    return redirect_saying(url_for("destinations.show", name=name), message)
