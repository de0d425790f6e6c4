"""The name servers of this machine, which its hosts use as they would those of a provider."""

from collections.abc import Sequence
from ipaddress import IPv4Address
from pathlib import Path

# systemd-resolved writes the servers behind its own address into the second.
_FILES = (Path("/etc/resolv.conf"), Path("/run/systemd/resolve/resolv.conf"))


def reachable(files: Sequence[Path] = _FILES) -> list[str]:
    """Return the servers that a container reaches: by IPv4, not on loopback. None: it uses the engine's."""
    for file in files:
        if found := [str(server) for server in _servers(file) if not server.is_loopback]:
            return found
    return []


def _servers(file: Path) -> list[IPv4Address]:
    lines = file.read_text().splitlines() if file.exists() else []
    words = [line.split() for line in lines]
    named = [word[1] for word in words if len(word) > 1 and word[0] == "nameserver"]
    return [IPv4Address(server) for server in named if ":" not in server]
