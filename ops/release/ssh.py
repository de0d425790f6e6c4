"""Ways to an environment's hosts: one connection to each, which all that is asked there shares."""

import shlex
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ops.errors import OpsError, UsageError
from ops.hosts import openssh

_OPTIONS = (
    "BatchMode=yes",
    "ConnectTimeout=5",
    "LogLevel=ERROR",
    "ControlMaster=auto",
    "ControlPersist=30",
    "ServerAliveInterval=3",
    "ServerAliveCountMax=2",
)

UNREACHABLE = 255
"""How ssh ends when it is ssh itself that failed."""


class UnreachableError(OpsError):
    """A host that ssh does not reach."""


class Ways:
    """Runs programs on hosts. config: how ssh finds them; folder: for the sockets of shared connections."""

    def __init__(self, config: Path, folder: Path) -> None:
        if not config.exists():
            raise UsageError(f"{config}: is not there: type: invoke provision")
        options = [*_OPTIONS, f"ControlPath={folder}/%n"]
        self._opening: list[subprocess.Popen[bytes]] = []
        self._ssh = ["ssh", "-F", str(config), *(part for option in options for part in ("-o", option))]

    def argv(self, host: str, *command: str) -> list[str]:
        """Return the command line that runs a command on a host; no secret may be on it."""
        return [*self._ssh, host, shlex.join(command)]

    def open(self, hosts: Sequence[str]) -> None:
        """Begin to connect to hosts: who asks one of them later need not wait for that."""
        for host in hosts:
            nothing = subprocess.DEVNULL
            self._opening.append(
                subprocess.Popen(self.argv(host, "true"), stdin=nothing, stdout=nothing, stderr=nothing)
            )

    def run(self, host: str, *command: str, typed: str = "", seconds: float = 60) -> str:
        """Return what a command printed; OpsError with its own words when it failed."""
        done = self.attempt(host, *command, typed=typed, seconds=seconds)
        if done.returncode == UNREACHABLE:
            raise UnreachableError(f"{host} does not answer: {_last(done.stderr) or 'ssh ended with 255'}")
        if done.returncode:
            said = _last(done.stderr) or _last(done.stdout) or f"ended with {done.returncode}"
            raise OpsError(f"{host}: {said}")
        return done.stdout

    def attempt(
        self, host: str, *command: str, typed: str = "", seconds: float = 60
    ) -> subprocess.CompletedProcess[str]:
        """Run a command that may fail; one that takes too long is ended, as if ssh had been cut off."""
        argv = self.argv(host, *command)
        try:
            return subprocess.run(
                argv, input=typed, capture_output=True, text=True, timeout=seconds, check=False
            )
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(argv, UNREACHABLE, "", f"no answer within {seconds:g} s")

    def talk(self, host: str, *command: str) -> tuple[socket.socket, "subprocess.Popen[bytes]"]:
        """Return a socket that is a command's input and output, and ssh, which is to be waited for."""
        ours, theirs = socket.socketpair()
        with theirs:
            program = subprocess.Popen(
                self.argv(host, *command),
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                stderr=subprocess.PIPE,
            )
        return ours, program

    @contextmanager
    def tunnel(self, host: str, address: str, port: int) -> Iterator[int]:
        """Give a port of this machine that leads to an address which a host reaches."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            here = free.getsockname()[1]
        way = f"127.0.0.1:{here}:{address}:{port}"
        self.run(host, "true")  # the connection is there
        self._control(host, "forward", "-L", way)
        try:
            yield here
        finally:
            self._control(host, "cancel", "-L", way)

    def _control(self, host: str, *words: str) -> None:
        """Tell a shared connection something."""
        done = openssh.run([*self._ssh, "-O", *words, host])
        if done.returncode:
            raise UnreachableError(f"{host} lets no tunnel through: {_last(done.stderr)}")

    def close(self, hosts: Sequence[str]) -> None:
        """End the shared connections."""
        for program in self._opening:
            program.wait()
        for host in hosts:
            openssh.run([*self._ssh, "-O", "exit", host])


@contextmanager
def ways(config: Path, hosts: Sequence[str]) -> Iterator[Ways]:
    """Give ways to hosts, and end them."""
    with TemporaryDirectory(prefix="wm-", ignore_cleanup_errors=True) as folder:
        made = Ways(config, Path(folder))
        try:
            yield made
        finally:
            made.close(hosts)


def _last(text: str) -> str:
    """Return the last line that says something."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")
