"""`python3 -m core.start MODULE …`: process 1 of a container, where the kernel drops a TERM nobody handles.

Until the module handles it, a TERM ends the process here; else it would be lost, and KILL come much later.
"""

import runpy
import signal
import sys
from types import FrameType


def main(arguments: list[str]) -> None:
    """Become `python3 -m MODULE …`."""
    signal.signal(signal.SIGTERM, _end)
    sys.argv = arguments
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)


def _end(_number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + signal.SIGTERM)


if __name__ == "__main__":
    main(sys.argv[1:])
