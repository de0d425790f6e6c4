"""Runs something in the background, and returns when it says that it is ready."""

import os
import signal
import sys
import traceback
from collections.abc import Callable

from ops.errors import OpsError

_READY = b"1"


def run(body: Callable[[Callable[[], None]], None]) -> None:
    """Call `body(ready)` in a process of its own and return once it calls `ready()`.

    When it ends before that, it has printed why; SystemExit carries its exit code.
    """
    sys.stdout.flush()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        os._exit(_live(body, writer))
    os.close(writer)
    try:
        ready = os.read(reader, 1) == _READY
    except KeyboardInterrupt:
        os.kill(child, signal.SIGTERM)
        ready = False
    if not ready:
        _, status = os.waitpid(child, 0)
        raise SystemExit(max(os.waitstatus_to_exitcode(status), 1))


def _live(body: Callable[[Callable[[], None]], None], writer: int) -> int:
    os.setsid()
    try:
        body(lambda: _tell(writer))
    except OpsError as problem:
        print(problem, file=sys.stderr)
        return problem.exit_code
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def _tell(writer: int) -> None:
    os.write(writer, _READY)
    os.close(writer)
