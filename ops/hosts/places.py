"""Where the hosts project lies, and what this checkout knows of each environment."""

import shutil
from pathlib import Path

from ops.bootstrap import ROOT
from ops.site import STATE

PROJECT = ROOT / "infra" / "pulumi" / "hosts"


def known(environment: str) -> Path:
    """Return the folder of what is known of an environment's hosts: facts, pinned keys, how to log in."""
    folder = STATE / environment
    folder.mkdir(exist_ok=True)
    return folder


def is_known(environment: str) -> bool:
    """Return whether anything is known of an environment's hosts."""
    return (STATE / environment).exists()


def trail(environment: str) -> Path:
    """Return the file of what no host's trail could take: beside the folder, which goes with the hosts."""
    return STATE / f"{environment}.trail.jsonl"


def login(environment: str, host: str) -> str:
    """Return how to log in to a host, as it is told."""
    return f"log in with: ssh -F {known(environment) / 'ssh_config'} {host}"


def lock(environment: str) -> Path:
    """Return the file that whoever changes an environment locks: it stays when the hosts are forgotten."""
    return STATE / f"{environment}.lock"


def forget(environment: str) -> None:
    """Remove what is known of hosts that are no more."""
    shutil.rmtree(STATE / environment, ignore_errors=True)


def write(file: Path, text: str) -> None:
    """Write a file whole, or leave the old one: the run may be killed in between."""
    half = file.with_name(f"{file.name}.half")
    half.write_text(text)
    half.rename(file)
