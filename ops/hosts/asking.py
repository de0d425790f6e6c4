"""Questions before something is changed."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from ops.errors import OpsError, UsageError


def confirm(question: str, word: str, otherwise: str) -> None:
    """Return when the word is typed; OpsError else. otherwise: what to type where nobody can be asked."""
    try:
        with _interruptible():
            answer = input(f"{question} Type {word} to go on: ").strip()
    except EOFError:
        raise UsageError(f"\n{question} Nobody can be asked here; {otherwise}") from None
    except KeyboardInterrupt:
        raise OpsError("\nnothing was changed") from None
    if answer != word:
        raise OpsError("nothing was changed")


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl-C say no, which elsewhere waits for what Pulumi is making."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
