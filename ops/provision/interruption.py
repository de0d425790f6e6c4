"""Whoever ends us is answered as Ctrl-C is: a CI's time limit, a terminal that is closed."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def answered() -> Iterator[None]:
    """Raise KeyboardInterrupt, so that nothing is left lying about; a hang-up that nohup ignores stays so."""
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    try:
        for number, handler in before.items():
            if number != signal.SIGHUP or handler is not signal.SIG_IGN:
                signal.signal(number, signal.default_int_handler)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
