"""The API keeps its word: schemathesis reads the description, invents requests and looks at the answers."""

import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.service.conftest import KEY, environ

ARGV = ["gunicorn", "-c", "service/gunicorn.conf.py", "service.wsgi:app"]
SECONDS = 240
CONFIGURATION = Path(__file__).with_name("schemathesis.toml")


@pytest.fixture(scope="module")
def url(module_spawn, module_database_url, valkey, free_port, tmp_path_factory):
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    variables = environ(
        module_database_url,
        valkey.url(),
        METRICS_PORT=str(free_port()),
        GUNICORN_CMD_ARGS=f"--bind 127.0.0.1:{port}",
        PROMETHEUS_MULTIPROC_DIR=str(tmp_path_factory.mktemp("metrics")),
    )
    module_spawn("api", ARGV, variables, ready=lambda: requests.get(f"{url}/livez", timeout=5).ok)
    return url


def test_every_operation_answers_as_it_is_described(url, tmp_path):
    program = Path(sys.executable).with_name("schemathesis")
    argv = [program, "--config-file", CONFIGURATION, "run", f"{url}/v1/openapi.json"]
    argv += ["--header", f"Authorization: Bearer {KEY}"]
    done = subprocess.run(
        argv, cwd=tmp_path, capture_output=True, text=True, timeout=SECONDS, check=False
    )  # it leaves a folder where it runs
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
