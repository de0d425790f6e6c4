"""Is it up? Asked of this machine directly, whatever proxies the environment names."""

import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from ops.local.ports import HOST

_PATIENCE_SECONDS = 2
_FRESH_SECONDS = 5


def answers(port: int, path: str = "/readyz") -> bool:
    """Tell whether a GET is answered with 200."""
    connection = HTTPConnection(HOST, port, timeout=_PATIENCE_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def beats(heartbeat: Path) -> bool:
    """Tell whether a heartbeat file was touched just now."""
    try:
        return time.time() - heartbeat.stat().st_mtime < _FRESH_SECONDS
    except FileNotFoundError:
        return False
