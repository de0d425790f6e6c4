"""The pages as a process: settings, logs, and an end in order."""

import json
import signal
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from ops.local.ports import free_port
from tests.web.conftest import SESSION_KEY

COMMAND = ["gunicorn", "-c", "web/gunicorn.conf.py", "web.wsgi:app"]


def status(url):
    try:
        return urlopen(url).status
    except HTTPError as answer:
        return answer.code


@pytest.fixture
def web(ada, fake_api, spawn):
    """Serve the pages as `.url`; Ada is signed in there too, for SESSION_KEY is the same."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environ = {"GUNICORN_CMD_ARGS": f"--bind 127.0.0.1:{port}", "API_URL": fake_api.url}
    process = spawn(
        "web", COMMAND, environ | {"SESSION_KEY": SESSION_KEY}, ready=lambda: status(f"{url}/readyz") == 200
    )
    process.url = url
    return process


def test_stopping_answers_503_first_and_ends_open_streams_and_logs_json_alone(ada, web):
    name = ada.app.extensions["services"].sessions.cookie_name
    stream = urlopen(Request(f"{web.url}/events/live", headers={"Cookie": f"{name}={ada.cookie}"}))
    assert stream.readline() == b"retry: 2000\n"
    web.send(signal.SIGTERM)
    time.sleep(0.5)
    assert status(f"{web.url}/readyz") == 503
    assert status(f"{web.url}/sign-in") == 200
    assert b"over" not in stream.read()
    assert web.wait(6)
    assert web.exit_code == 0
    lines = [json.loads(line) for line in web.text().splitlines()]
    assert {line["service"] for line in lines} == {"web"}
    assert {"level", "timestamp", "message"} <= lines[0].keys()


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "SESSION_KEY: required; set SESSION_KEY or SESSION_KEY_FILE\n"),
        ({"SESSION_KEY": "k", "API_URL": "localhost"}, "API_URL: must begin with http:// or https://\n"),
    ],
)
def test_wrong_settings_are_one_clear_sentence(spawn, environ, said):
    process = spawn("web", COMMAND, environ)
    assert process.wait(10)
    assert process.exit_code == 1
    assert process.text() == said
