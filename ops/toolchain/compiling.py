"""One `go build` of the CLI, counted while it runs; whoever interrupts it ends it."""

import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from ops import versions
from ops.local.process import Process
from ops.toolchain import golang

_VERSION = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
_LAST_LINES = 20
_END_SECONDS = 30


def argv(program: str, target: Path) -> list[str]:
    """Return the command: exactly the modules of go.sum, nothing of this machine in the result."""
    return [
        program, "build", "-v", "-mod=readonly", "-trimpath", "-buildvcs=false",
        "-tags", "osusergo,grpcnotrace", "-ldflags", f"-s -w -X {_VERSION}=v{versions.PULUMI}",
        "-o", str(target), "tool",
    ]  # fmt: skip


def compile_cli(program: str, target: Path, say: Callable[[str], None]) -> None:
    """Build the CLI at `target`, and say how far it is; an OpsError carries Go's reason."""
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        environ = {**golang.environ(), "GOTMPDIR": scratch}
        process = Process(argv(program, target), environ, subprocess.PIPE, folder=golang.MODULE)
        try:
            said = _follow(process, say)
        finally:
            process.kill()
    if process.exit_code:
        raise golang.failure(said)


def _follow(process: Process, say: Callable[[str], None]) -> str:
    """Count what it fetches and compiles until it ends; return the last of what else it prints."""
    assert process.output
    lines: list[str] = []
    modules = packages = 0
    for line in (raw.decode(errors="replace") for raw in process.output):
        if line.startswith("go: downloading "):
            modules += 1
        elif ":" in line:
            lines = [*lines[-_LAST_LINES:], line]
        else:
            packages += 1
        say(f"{packages} packages compiled" if packages else f"{modules} modules fetched")
    process.wait(_END_SECONDS)
    return "".join(lines)
