"""Answer each request with what it was: HTTP/1.1 with the standard library alone, in place of an app.

It keeps the contract of every image: after TERM it says 503 to /readyz, serves for two seconds more, stops.
"""

import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST = socket.gethostname()
PORT = int(os.environ["PORT"])
DRAIN_SECONDS = 2
draining = threading.Event()


class Echo(BaseHTTPRequestHandler):
    """One connection, kept open; what is written leaves in one piece."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 75

    def answer(self) -> None:
        """Read the request's body, so that the next request begins where this ends, and answer."""
        body = self.body()
        match self.path.partition("?")[0]:
            case "/livez":
                self.send(200, HOST)
            case "/readyz":
                self.send(503 if draining.is_set() else 200, HOST)
            case _:
                self.send(200, json.dumps(self.told(body)), "application/json")

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Answer each method alike."""
        if name.startswith("do_"):
            return self.answer
        raise AttributeError(name)

    def told(self, body: bytes) -> dict[str, object]:
        """Return what came, and where."""
        headers = dict(self.headers.items())
        text = body.decode(errors="replace")
        return {"method": self.command, "path": self.path, "body": text, "headers": headers, "host": HOST}

    def body(self) -> bytes:
        """Return the body, of a length that was told or in chunks."""
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return b"".join(self.chunks())
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def chunks(self) -> Iterator[bytes]:
        """Yield each chunk; an empty one is the last, and trailers follow it."""
        while size := int(self.rfile.readline().partition(b";")[0], 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass

    def send(self, status: int, text: str, kind: str = "text/plain; charset=utf-8") -> None:
        """Answer, and say goodbye while draining."""
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        if draining.is_set():
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Keep no log of requests."""


class Server(ThreadingHTTPServer):
    """A queue of connections that a burst does not fill."""

    request_queue_size = 512


def drain(server: Server) -> None:
    """Stop, once others have had the time to see that this one is not ready."""
    draining.set()
    time.sleep(DRAIN_SECONDS)
    server.shutdown()


def serve() -> None:
    """Serve until TERM."""
    server = Server(("", PORT), Echo)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=drain, args=(server,)).start())
    server.serve_forever(poll_interval=0.1)


def check() -> None:
    """End with 0 if the server answers."""
    socket.create_connection(("127.0.0.1", PORT), timeout=2).close()


if __name__ == "__main__":
    check() if sys.argv[1:] == ["check"] else serve()
