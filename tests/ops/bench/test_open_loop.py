"""Posts at an even pace: as many as are due, each timed from when it was due."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ops.bench import open_loop
from ops.bench.load import ID_PLACE, Load


class Server(ThreadingHTTPServer):
    """Answers 202 at once, but for one request, which takes half a second."""

    daemon_threads = True

    def __init__(self, slow):
        self.slow, self.ids = slow, []
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.server.ids.append(self.headers["X-Id"])
        if len(self.server.ids) == self.server.slow:
            time.sleep(0.5)
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def post():
    """`post(connections, slow)`: 40 posts, 100 a second; return the result and the server."""
    servers = []

    def run(connections, slow=0):
        server = Server(slow)
        servers.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        request = f"POST /in/a HTTP/1.1\r\nHost: a\r\nX-Id: {ID_PLACE}\r\n\r\n"
        return open_loop.run(Load(server.server_port, request, connections, 0.4), 100), server

    yield run
    for server in servers:
        server.shutdown()
        server.server_close()


def test_as_many_are_sent_as_are_due_each_with_an_id_of_its_own(post):
    result, server = post(connections=4)
    assert len(set(server.ids)) == len(server.ids) == 40
    assert result.refused == 0


def test_those_that_had_to_wait_for_a_connection_are_timed_from_when_they_were_due(post):
    result, _ = post(connections=1, slow=10)
    assert result.p99_ms > 450
    assert result.p50_ms > 200


def test_one_that_waits_delays_no_other(post):
    result, _ = post(connections=8, slow=10)
    assert result.p99_ms > 450
    assert result.p50_ms < 450
