"""The programs that run: each a process of its own."""

import json
import os
import signal
import subprocess

from pulumi.runtime.proto import language_pb2

from infra.pulumi.offline.interpreter import Interpreter


class Run:
    """One program."""

    TOLD = 32
    """The exit code of a program that has told the user itself what is wrong."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def wait(self) -> int:
        """Wait for its end and return its exit code."""
        return self._process.wait()

    def interrupt(self) -> None:
        """Interrupt it, unless it has ended."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)

    def kill(self) -> None:
        """Kill it, unless it has ended."""
        if self._process.poll() is None:
            self._process.kill()


class Runs:
    """All that one host has started."""

    def __init__(self) -> None:
        self._runs: list[Run] = []

    def start(self, python: Interpreter, request: language_pb2.RunRequest, engine: str) -> Run:
        """Start a program."""
        argv = python.argv("program", json.dumps(_job(request, engine)))
        run = Run(subprocess.Popen(argv, env=python.environ() | _configuration(request)))
        self._runs.append(run)
        return run

    def interrupt(self) -> None:
        """Interrupt all."""
        for run in self._runs:
            run.interrupt()

    def kill(self) -> None:
        """Kill all."""
        for run in self._runs:
            run.kill()


def _job(request: language_pb2.RunRequest, engine: str) -> dict[str, object]:
    info = request.info
    return {
        "program": os.path.normpath(os.path.join(info.program_directory, info.entry_point)),
        "args": list(request.args),
        "folder": request.pwd,
        "settings": {
            "monitor": request.monitor_address,
            "engine": engine,
            "project": request.project,
            "stack": request.stack,
            "parallel": request.parallel,
            "dry_run": request.dryRun,
            "organization": request.organization,
            "root_directory": info.root_directory,
        },
    }


def _configuration(request: language_pb2.RunRequest) -> dict[str, str]:
    """Return what the SDK reads configuration from. It holds secrets, and so is in no argument."""
    return {
        "PULUMI_CONFIG": json.dumps(dict(request.config)),
        "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
    }
