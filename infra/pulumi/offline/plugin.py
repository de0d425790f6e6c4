"""Runs a stand-in as a plugin of the engine: a gRPC service that lives as long as the CLI."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import grpc

from infra.pulumi.offline import official

_THREADS = 32
_POLL_SECONDS = 0.2
_ANY_SIZE = ("grpc.max_receive_message_length", -1)


def serve(plugin: str, register: Callable[[grpc.Server], None]) -> None:
    """Serve until the CLI ends us (SIGINT) or is gone; refuse to start beside the official plugin.

    plugin: the official one's name, such as `pulumi-resource-docker`.
    register: adds the services to the server.
    """
    found = official.find(plugin)
    if found:
        sys.exit(f"offline stand-in for {plugin}: it does not start beside the official plugin ({found})")
    ended, parent = threading.Event(), os.getppid()
    signal.signal(signal.SIGINT, lambda *_: ended.set())
    server = grpc.server(ThreadPoolExecutor(_THREADS), options=[_ANY_SIZE])
    register(server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)  # noqa: T201 - this is how the engine learns the port
    while not ended.wait(_POLL_SECONDS) and os.getppid() == parent:
        pass
    server.stop(grace=None).wait()
