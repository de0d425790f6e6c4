"""`core/alive.py` as an engine runs it: a process of its own, which imports nothing of ours."""

import os
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from core import alive

PROGRAM = Path(alive.__file__)


def asked(**environ):
    argv = [sys.executable, "-IS", str(PROGRAM)]
    return subprocess.run(argv, env=environ, cwd="/", capture_output=True, text=True, timeout=10)


@contextmanager
def answering(status, port=0):
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status if self.path == "/livez" else 404)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", port), Answer) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield str(server.server_port)
        server.shutdown()


def test_livez_answers_200():
    with answering(200) as port:
        assert asked(PORT=port).returncode == 0


def test_livez_answers_something_else():
    with answering(500) as port:
        done = asked(PORT=port)
    assert (done.returncode, done.stdout) == (1, "/livez: HTTP/1.0 500 Internal Server Error\n")


def test_nobody_listens(free_port, monkeypatch, capsys):
    monkeypatch.setattr(alive, "PATIENCE_SECONDS", 0.2)
    assert alive.main({"PORT": str(free_port())}) == 1
    assert capsys.readouterr().out == "[Errno 111] Connection refused\n"


@contextmanager
def soon(act):
    timer = threading.Timer(0.5, act)
    timer.start()
    yield
    timer.join()


def test_one_that_starts_to_listen_is_waited_for(free_port):
    port = free_port()
    with ExitStack() as stack, soon(lambda: stack.enter_context(answering(200, port))):
        assert asked(PORT=str(port)).returncode == 0


def test_one_that_begins_to_beat_is_waited_for(tmp_path):
    heartbeat = tmp_path / "heartbeat"
    with soon(heartbeat.touch):
        assert asked(HEARTBEAT_FILE=str(heartbeat)).returncode == 0


def test_whoever_accepts_and_says_nothing_is_given_up(monkeypatch, capsys):
    monkeypatch.setattr(alive, "PATIENCE_SECONDS", 0.1)
    with alive.socket.create_server(("127.0.0.1", 0)) as deaf:
        assert alive.main({"PORT": str(deaf.getsockname()[1])}) == 1
    assert capsys.readouterr().out == "timed out\n"


@pytest.mark.parametrize(("age", "code"), [(0, 0), (8, 0), (12, 1)])
def test_a_heartbeat_is_fresh_or_stale(tmp_path, age, code):
    heartbeat = tmp_path / "heartbeat"
    heartbeat.touch()
    os.utime(heartbeat, (time.time() - age,) * 2)
    done = asked(HEARTBEAT_FILE=str(heartbeat))
    assert (done.returncode, done.stdout) == (
        (1, f"{heartbeat}: last heartbeat 12 s ago\n") if code else (0, "alive\n")
    )


def test_one_that_never_came_is_no_life(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(alive, "PATIENCE_SECONDS", 0.2)
    assert alive.main({"HEARTBEAT_FILE": str(tmp_path / "none")}) == 1
    assert "No such file or directory" in capsys.readouterr().out
