"""Questions before something is changed."""

from ops.errors import OpsError, UsageError


def confirm(question: str, word: str, otherwise: str) -> None:
    """Return when the word is typed; OpsError else. otherwise: what to type where nobody can be asked."""
    try:
        answer = input(f"{question} Type {word} to go on: ").strip()
    except EOFError:
        raise UsageError(f"\n{question} Nobody can be asked here; {otherwise}") from None
    if answer != word:
        raise OpsError("nothing was changed")
