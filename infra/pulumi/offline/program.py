"""Runs one program for the engine; in a process of its own, in the project's virtualenv."""

import asyncio
import json
import logging
import os
import runpy
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pulumi
from pulumi import runtime
from pulumi.runtime import config

_FAILED = 1
_INTERRUPTED = 130
_TOLD = 32  # the user knows already what is wrong
_CALLS_PER_STEP = 4  # each blocks a thread: a registration, and what its outputs wait for


def run(job: dict[str, Any]) -> int:
    """Run the program to the end of its last resource and return its exit code."""
    runtime.set_all_config(config.get_config_env(), config.get_config_secret_keys_env())
    runtime.configure(runtime.Settings(**job["settings"]))
    sys.argv = [job["program"], *job["args"]]
    os.chdir(job["folder"])
    try:
        _run_in_loop(job["program"], max(job["settings"]["parallel"], 1))
    except pulumi.RunError as problem:
        pulumi.log.error(str(problem))
        return _FAILED
    except Exception as problem:
        pulumi.log.error(
            f"Program failed with an unhandled exception:\n{_traceback(problem, job['program'])}"
        )
        return _TOLD
    except KeyboardInterrupt:  # the engine has hung up: nobody listens, and nothing is to be waited for
        os._exit(_INTERRUPTED)
    finally:
        sys.stdout.flush()
    return 0


def _run_in_loop(program: str, parallel: int) -> None:
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # after a failure nobody awaits the rest
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    with ThreadPoolExecutor(parallel * _CALLS_PER_STEP) as threads:
        loop.set_default_executor(threads)
        loop.run_until_complete(runtime.run_in_stack(lambda: _execute(Path(program))))


def _execute(program: Path) -> None:
    if program.is_file():
        sys.path.insert(0, str(program.parent))
    runpy.run_path(str(program), run_name="__main__")


def _traceback(problem: Exception, program: str) -> str:
    """Return the traceback from the program's own first line on; what cannot be read as Python has none."""
    frames = traceback.extract_tb(problem.__traceback__)
    own = [place for place, frame in enumerate(frames) if frame.filename.startswith(program)]
    if not own:
        return "".join(traceback.format_exception_only(problem))
    return "".join(traceback.format_exception(problem, limit=own[0] - len(frames)))


if __name__ == "__main__":
    sys.exit(run(json.loads(sys.argv[1])))
