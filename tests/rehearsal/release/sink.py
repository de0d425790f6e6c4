"""A destination on the network that plays the internet: it keeps the body of each delivery."""

import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


class Sink:
    """An HTTP server that answers 204; ids: how often each body came."""

    def __init__(self, address: str) -> None:
        self.ids: Counter[str] = Counter()
        handler = type("Handler", (_Handler,), {"ids": self.ids, "lock": threading.Lock()})
        self._server = _Server((address, 0), handler)
        self.url = f"http://{address}:{self._server.server_port}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    request_queue_size = 512
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing of connections that are cut off: hosts are killed here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    ids: Counter[str]
    lock: threading.Lock

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        with self.lock:
            self.ids[body] += 1
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass
