"""Progress on the terminal: a line per step, with its time."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_TICK_SECONDS = 1.0


@contextmanager
def step(name: str, detail: str = "") -> Iterator[None]:
    """Print what is going on, count its seconds where a person looks, and print how long it took."""
    text = f"{name:<12}{detail:<40} "
    begun = time.monotonic()
    done = threading.Event()
    print(text, end="", flush=True)
    ticker = threading.Thread(target=_tick, args=(text, begun, done), daemon=True)
    if sys.stdout.isatty():
        ticker.start()
    try:
        yield
        _finish(ticker, done)
        print(f"{_clear(text)}{time.monotonic() - begun:6.1f} s", flush=True)
    except BaseException:
        _finish(ticker, done)
        print(f"{_clear(text)} failed", flush=True)
        raise


def _tick(text: str, begun: float, done: threading.Event) -> None:
    while not done.wait(_TICK_SECONDS):
        print(f"\r{text}{time.monotonic() - begun:4.0f} s", end="", flush=True)


def _finish(ticker: threading.Thread, done: threading.Event) -> None:
    done.set()
    if ticker.ident:
        ticker.join()


def _clear(text: str) -> str:
    return f"\r{text}" if sys.stdout.isatty() else ""
