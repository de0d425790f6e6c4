"""The Engine's API over a connection of our own: another manager where one is lost, and its own words."""

import http.server
import json
import socket
import subprocess
import threading
from contextlib import suppress
from types import SimpleNamespace

import pytest

from ops.release.engine import Engine, EngineError
from ops.release.ssh import UnreachableError

CHILD = ["sleep", "60"]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if "/election" in self.path and self.server.elections:
            self.server.elections.pop()
            self.answer(503, {"message": "The swarm does not have a leader"})
        elif "/refused" in self.path:
            self.answer(409, {"message": "update out of sequence"})
        else:
            self.answer(200, {"path": self.path, "host": self.server.host})

    do_POST = do_GET  # noqa: N815 - http.server's own name

    def do_DELETE(self):
        self.answer(404, {"message": "no such service"})

    def handle(self):
        with suppress(OSError):  # whoever asks hangs up
            super().handle()

    def answer(self, status, body):
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


class Dialled:
    """Ways on which each manager is a thread here; lost: managers that hang up at once."""

    def __init__(self, lost=()):
        self.lost, self.asked, self.elections = set(lost), [], []

    def talk(self, host, *_command):
        self.asked.append(host)
        ours, theirs = socket.socketpair()
        if host in self.lost:
            theirs.close()
        else:
            server = SimpleNamespace(host=host, elections=self.elections)
            threading.Thread(target=Handler, args=(theirs, ("", 0), server), daemon=True).start()
        return ours, subprocess.Popen(CHILD, stderr=subprocess.PIPE)


@pytest.fixture
def engine():
    made = []

    def make(lost=()):
        ways = Dialled(lost)
        made.append(Engine(ways, ["a", "b", "c"]))
        return made[-1], ways

    yield make
    for each in made:
        each.close()


def test_one_connection_serves_all_that_is_asked(engine):
    made, ways = engine()
    assert [made.get("/nodes")["host"] for _ in range(5)] == ["a"] * 5
    assert ways.asked == ["a"]


def test_filters_are_the_apis(engine):
    made, _ = engine()
    assert made.get("/tasks", service=["x"])["path"].endswith(
        "/tasks?filters=%7B%22service%22%3A+%5B%22x%22%5D%7D"
    )


def test_where_a_manager_is_lost_the_next_is_asked(engine):
    made, ways = engine(lost=["a", "b"])
    assert made.get("/nodes")["host"] == "c"
    assert ways.asked == ["a", "b", "c"]


def test_where_all_are_lost_that_is_said(engine):
    made, _ = engine(lost=["a", "b", "c"])
    with pytest.raises(UnreachableError, match="no manager answers"):
        made.get("/nodes")


def test_while_managers_elect_a_leader_it_is_asked_again(engine, monkeypatch):
    made, ways = engine()
    ways.elections += [1, 2]
    assert made.get("/election")["host"] == "a"
    assert ways.elections == []


def test_what_it_refuses_is_said_in_its_words(engine):
    made, _ = engine()
    with pytest.raises(EngineError, match="update out of sequence") as caught:
        made.post("/refused", {})
    assert caught.value.status == 409


def test_what_is_gone_already_may_be_removed(engine):
    made, _ = engine()
    made.delete("/services/x")
