"""TCP ports of this machine."""

import random
import socket

HOST = "127.0.0.1"
# Below the range from which the kernel takes the ports of outgoing connections.
_CHOICE = range(20_000, 32_000)


def is_free(port: int) -> bool:
    """Tell whether a server could listen on the port now; PermissionError where only root may."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a port that nobody listens on."""
    return next(port for port in random.sample(_CHOICE, len(_CHOICE)) if is_free(port))
