"""What Hetzner's API answers when it does not do what it was asked."""

from infra.pulumi.offline.resource import RefusedError


class Refusal(RefusedError):  # noqa: N818 - the word for an answer
    """A sentence and a code of the API's reference; no code where the provider itself refuses."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{message} ({code})" if code else message)
        self.code = code


def invalid(field: str, reason: str) -> Refusal:
    """Return the answer to a field that holds what it may not hold, as the provider prints it."""
    answer = Refusal("invalid_input", f"invalid input in field '{field}'")
    answer.args = (f"{answer}: [{field} => [{reason}]]",)
    return answer
