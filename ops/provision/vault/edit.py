"""`invoke secrets edit`: a person's editor on a file in memory, sealed once nothing is wrong with it."""

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ops.environment import Environment, Provider
from ops.errors import OpsError, StoppedError, UsageError
from ops.provision import interruption
from ops.provision.vault import check, contents, rehearsed, sealed
from ops.release import account as accounts
from ops.release.account import Account

_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made there, for nobody else to read
_VI = ["-n", "-i", "NONE", "-c", "set nobackup nowritebackup noundofile"]
"""Without a swap file, a history, a copy of what was there before: vi keeps them on the disk."""


def run(name: str) -> None:
    """Open an environment's secrets in $EDITOR; what is wrong is said, and opened again."""
    described = check.load(name)
    sealed.require_password(described)
    with accounts.kept(name, "secrets edit") as account:
        _run(described, account)


def _run(described: Environment, account: Account) -> None:
    if described.provider is Provider.DOCKER:
        rehearsed.complete(described)
    before = sealed.read(described)
    with interruption.answered(), _in_memory() as file:
        file.write_text(before or contents.fresh(described))
        after = _edited(described, file)
    if after == before:
        print(f"{sealed.place(described)}: nothing was changed")
        return
    if sealed.read(described) != before:
        raise OpsError(
            f"{sealed.place(described)} was changed by somebody else meanwhile: nothing is written"
        )
    account.before = sealed.version(described)
    account.begin()
    sealed.write(described, after)
    account.after = sealed.version(described)
    account.add(", ".join(contents.changed(before or "", after)) or "notes alone")
    print(f"{sealed.place(described)}: sealed; commit it" if _is_shared(described) else "sealed")


def _edited(described: Environment, file: Path) -> str:
    while True:
        _edit(file)
        text = file.read_text()
        if not (found := contents.problems(described, text)):
            return text
        print(check.lines(described, found))
        _ask()


def _ask() -> None:
    try:
        input("Enter: edit again; Ctrl-C: give up what was typed. ")
    except EOFError:
        raise UsageError("\nnothing was changed") from None
    except KeyboardInterrupt:
        raise StoppedError("\nnothing was changed") from None


def _edit(file: Path) -> None:
    argv = editor()
    try:
        done = subprocess.run([*argv, str(file)], check=False)
    except KeyboardInterrupt:
        raise StoppedError("\nnothing was changed") from None
    except OSError as problem:
        raise UsageError(f"EDITOR: {argv[0]}: {problem.strerror}") from None
    if done.returncode:
        raise OpsError(f"{argv[0]} ended with {done.returncode}: nothing was changed")


def editor() -> list[str]:
    """Return the command line of the person's editor, one that leaves nothing beside the file."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    found = named or next(filter(shutil.which, ("nano", "vim", "vi")), None)
    if not found:
        raise UsageError("EDITOR: required: name the program that you edit with, such as EDITOR=nano")
    argv = shlex.split(found)
    return [*argv, *_VI] if Path(argv[0]).name in ("vi", "vim", "nvim") else argv


@contextmanager
def _in_memory() -> Iterator[Path]:
    """Give a file that never touches a disk, and that nobody else can read."""
    if not _MEMORY.is_dir():
        raise UsageError(f"{_MEMORY}: required: secrets are edited in memory, never on a disk")
    with TemporaryDirectory(dir=_MEMORY, prefix="webhook-monitor-") as folder:
        file = Path(folder) / "secrets.yml"
        file.touch(mode=0o600)
        yield file


def _is_shared(described: Environment) -> bool:
    return described.provider is not Provider.DOCKER
