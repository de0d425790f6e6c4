"""A running API, and what tests of ingest do with it."""

import time
from uuid import uuid4

import requests

from tests.service.conftest import KEY, environ
from tests.service.ingest.senders import github

SECRET = "the source's secret"
BODY = b'{"zen": "Keep it logically awesome."}'


class Server:
    """A running API and what tests do with it."""

    def __init__(self, module_spawn, free_port, database_url, redis_url, workers=1):
        self.port, self.metrics_port = free_port(), free_port()
        variables = {
            "METRICS_PORT": str(self.metrics_port),
            "GUNICORN_CMD_ARGS": f"--bind 127.0.0.1:{self.port} --workers {workers}",
            "TRUSTED_PROXIES": "127.0.0.0/8",
        }
        argv = ["gunicorn", "-c", "service/gunicorn.conf.py", "service.wsgi:app"]
        settings = environ(database_url, redis_url, **variables)
        self.process = module_spawn("api", argv, settings, ready=lambda: self.call("GET", "/livez").ok)

    def call(self, method, path, document=None, **more):
        url, headers = f"http://127.0.0.1:{self.port}{path}", {"Authorization": f"Bearer {KEY}"}
        return requests.request(method, url, json=document, headers=headers, timeout=20, **more)

    def source(self, **settings):
        settings = {"name": f"s-{uuid4()}", "scheme": "github", "secrets": [SECRET]} | settings
        if settings["scheme"] == "none":
            del settings["secrets"]
        answer = self.call("POST", "/v1/sources", settings)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def post(self, source, body=BODY, headers=None, method="POST"):
        name = source if isinstance(source, str) else source["name"]
        headers = signed(body) if headers is None else headers
        url = f"http://127.0.0.1:{self.port}/in/{name}"
        return requests.request(method, url, data=body, headers=headers, timeout=20)

    def event(self, answer):
        found = self.call("GET", f"/v1/events/{answer.json()['id']}")
        assert found.status_code == 200, found.text
        return found.json()

    def metric(self, name, **labels):
        """Return a counter's value, 0 before it was counted."""
        text = requests.get(f"http://127.0.0.1:{self.metrics_port}/metrics", timeout=20).text
        wanted = [f'{label}="{value}"' for label, value in labels.items()]
        lines = [line for line in text.splitlines() if line.startswith((f"{name}{{", f"{name} "))]
        return sum(float(line.split()[-1]) for line in lines if all(one in line for one in wanted))


def signed(body=BODY, secret=SECRET, **more):
    return github(body, secret) | {"X-GitHub-Delivery": str(uuid4())} | more


def problem(answer):
    assert answer.headers["Content-Type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == answer.status_code
    assert document["request_id"] == answer.headers["X-Request-Id"]
    return answer.status_code, document["type"].removeprefix("urn:webhook-monitor:")


def within(seconds, holds):
    """Tell whether something holds, at the latest after so many seconds."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
