"""Runs the playbook: Ansible as a program of its own, its events told, its whole output kept in a log."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from ops.bootstrap import ROOT
from ops.errors import StoppedError
from ops.provision import interruption

PLAYBOOK = ROOT / "ansible" / "playbooks" / "site.yml"
CONFIGURATION = ROOT / "ansible" / "ansible.cfg"
_ANSIBLE = Path(sys.executable).parent / "ansible-playbook"
_MEMORY = "/dev/shm"  # noqa: S108 - a folder of our own is made there, for nobody else to read
_END_SECONDS = (20, 5, 5)


@dataclass(frozen=True)
class Run:
    """What to run, on which inventory, with whose password of the vault.

    role, limit: all where empty; check: nothing is changed; log: takes Ansible's own output.
    lock: a descriptor that Ansible holds as long as it lives.
    """

    inventory: Path
    password: Path
    log: Path
    lock: int
    role: str = ""
    limit: str = ""
    check: bool = False

    @property
    def argv(self) -> list[str]:
        """The command line: no secret is on it."""
        chosen = ["--tags", self.role] if self.role else []
        chosen += ["--limit", self.limit] if self.limit else []
        chosen += ["--check"] if self.check else []
        return [str(_ANSIBLE), "--diff", "--inventory", str(self.inventory), *chosen, str(PLAYBOOK)]


def run(wanted: Run, listen: Callable[[IO[bytes]], None]) -> int:
    """Run it to its end while somebody listens to its events; return its exit code. Ctrl-C ends it."""
    reading, writing = os.pipe()
    with interruption.answered(), _folder() as folder, open(reading, "rb") as events, _log(wanted.log) as log:
        child = subprocess.Popen(
            ["setpriv", "--pdeathsig", "INT", "--", *wanted.argv],
            env=_environ(wanted, folder, writing), cwd=ROOT, stdin=subprocess.DEVNULL,
            stdout=log, stderr=subprocess.STDOUT, pass_fds=(writing, wanted.lock), start_new_session=True,
        )  # fmt: skip
        os.close(writing)
        with _ended(child):
            listen(events)
            return child.wait()


@contextmanager
def _ended(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """Leave nobody behind: asked to end first, as Ctrl-C would, then told to."""
    try:
        yield
    except KeyboardInterrupt:
        with suppress(OSError):  # the terminal may be gone
            print("\nstopping: Ansible ends what it is doing", flush=True)
        _end(child)
        raise StoppedError("stopped half-way: the next run goes on from here") from None
    except BaseException:
        _end(child)
        raise


def _end(child: subprocess.Popen[bytes]) -> None:
    for number, seconds in zip((signal.SIGINT, signal.SIGTERM, signal.SIGKILL), _END_SECONDS, strict=True):
        with suppress(ProcessLookupError):
            os.killpg(child.pid, number)
        with suppress(subprocess.TimeoutExpired):
            child.wait(seconds)
            return


@contextmanager
def _folder() -> Iterator[Path]:
    """Give a folder in memory: templates are rendered there, secrets in them, before they travel."""
    with TemporaryDirectory(dir=_MEMORY if Path(_MEMORY).is_dir() else None, prefix="wm-") as folder:
        yield Path(folder)


@contextmanager
def _log(path: Path) -> Iterator[IO[bytes]]:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as log:
        yield log


def _environ(wanted: Run, folder: Path, events: int) -> Mapping[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")},
        "ANSIBLE_CONFIG": str(CONFIGURATION),
        "ANSIBLE_VAULT_PASSWORD_FILE": str(wanted.password),
        "ANSIBLE_LOCAL_TEMP": str(folder / "tmp"),
        "ANSIBLE_SSH_CONTROL_PATH_DIR": str(folder / "ssh"),
        "ANSIBLE_NOCOLOR": "1",
        **_strategy(),
        "LC_ALL": "C.UTF-8",
        "WEBHOOK_MONITOR_PROGRESS": str(events),
    }


def _strategy() -> Mapping[str, str]:
    """Return what keeps Ansible's modules loaded on hosts, by Mitogen: docs/adr/0010-mitogen.md."""
    spec = find_spec("ansible_mitogen")
    if spec is None or spec.origin is None:
        return {}
    plugins = Path(spec.origin).parent / "plugins" / "strategy"
    return {"ANSIBLE_STRATEGY_PLUGINS": str(plugins), "ANSIBLE_STRATEGY": "mitogen_linear"}
