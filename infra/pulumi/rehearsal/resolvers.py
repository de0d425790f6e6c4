"""The name servers of this machine, which its hosts use as they would those of a provider."""

from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path

# systemd-resolved writes the servers behind its own address into the second.
_FILES = (Path("/etc/resolv.conf"), Path("/run/systemd/resolve/resolv.conf"))


def reachable(files: Sequence[Path] = _FILES) -> list[str]:
    """Return the servers that a container reaches: not those on loopback. None: it uses the engine's."""
    for file in files:
        if found := [server for server in _servers(file) if not ip_address(server).is_loopback]:
            return found
    return []


def _servers(file: Path) -> list[str]:
    lines = file.read_text().splitlines() if file.exists() else []
    words = [line.split() for line in lines]
    return [word[1].split("%")[0] for word in words if len(word) > 1 and word[0] == "nameserver"]
