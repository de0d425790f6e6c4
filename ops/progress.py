"""Progress on the terminal: a line per step, with its time."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from ops.errors import StoppedError

_TICK_SECONDS = 1.0


@contextmanager
def step(name: str, detail: str = "") -> Iterator["Line"]:
    """Print what is going on, count its seconds where a person looks, and print how long it took.

    What it yields, called, replaces the detail while a person looks.
    """
    line = Line(name, detail)
    done = threading.Event()
    print(line.text, end="", flush=True)
    ticker = threading.Thread(target=_tick, args=(line, done), daemon=True)
    if sys.stdout.isatty():
        ticker.start()
    try:
        yield line
        _finish(ticker, done)
        print(f"{line.again()}{line.seconds:6.1f} s{line.outcome}", flush=True)
    except BaseException as problem:
        _finish(ticker, done)
        print(f"{line.again()} {_end(problem)}", flush=True)
        raise


@contextmanager
def section(name: str, detail: str = "") -> Iterator[None]:
    """Print what is going on, leave room for lines of its parts, and print how long it all took."""
    begun = time.monotonic()
    print(f"{name:<12}{detail}", flush=True)
    try:
        yield
    except BaseException as problem:
        print(f"{name:<12}{'':<41}{_end(problem)}", flush=True)
        raise
    print(f"{name:<12}{'':<41}{time.monotonic() - begun:6.1f} s", flush=True)


class Line:
    """A line that is being written; outcome: what follows its time."""

    def __init__(self, name: str, detail: str) -> None:
        self.outcome = ""
        self._name = name
        self._begun = time.monotonic()
        self(detail)

    def __call__(self, detail: str) -> None:
        """Replace the detail."""
        self.text = f"{self._name:<12}{detail:<40} "

    @property
    def seconds(self) -> float:
        """How long it has been going on."""
        return time.monotonic() - self._begun

    def again(self) -> str:
        """Return what puts the cursor where the time is printed."""
        return f"\r{self.text}" if sys.stdout.isatty() else ""


def _end(problem: BaseException) -> str:
    return "stopped" if isinstance(problem, KeyboardInterrupt | StoppedError) else "failed"


def _tick(line: Line, done: threading.Event) -> None:
    while not done.wait(_TICK_SECONDS):
        print(f"\r{line.text}{line.seconds:4.0f} s", end="", flush=True)


def _finish(ticker: threading.Thread, done: threading.Event) -> None:
    done.set()
    if ticker.ident:
        ticker.join()
