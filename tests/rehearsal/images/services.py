"""What each service needs in order to run: settings, and secrets as files."""

from base64 import b64encode
from collections.abc import Callable, Mapping

import requests

from core.topology import SERVICES, App, ServiceName
from tests.conftest import wait_until
from tests.rehearsal.images.conftest import Container, Run
from tests.worker.world import SEAL_KEY

API_KEY = "the-admin-key"
ARGUMENTS = {
    ServiceName.RELAY: ["worker.relay"],
    ServiceName.WORKER: ["worker", "deliver"],
    ServiceName.WORKER_SLOW: ["worker", "slow"],
}
"""What a service's process is, where it is not what its image runs unasked."""


class Stack:
    """Starts services on the tests' own engines."""

    def __init__(self, run: Run, database_url: str, redis_url: str, free_port: Callable[[], int]) -> None:
        self._run = run
        self._free_port = free_port
        self._secrets = {
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "SEAL_KEYS": b64encode(SEAL_KEY).decode(),
        }
        self.port = 0

    def start(self, name: ServiceName, **environ: str) -> Container:
        """Start one; `port` is where it listens, if it does."""
        (app,) = [app for app, names in SERVICES.items() if name in names]
        return self._run(
            app,
            *ARGUMENTS.get(name, []),
            environ=self._settings(app) | environ,
            secrets=self._secrets_of(app),
        )

    def start_healthy(self, name: ServiceName, **environ: str) -> Container:
        """Start one, and wait until its engine finds it healthy."""
        container = self.start(name, **environ)
        wait_until(lambda: container.health == "healthy", f"the health of {name}", 40)
        return container

    def get(self, path: str, **options: object) -> requests.Response:
        """Ask the service that was started last."""
        return requests.get(f"http://127.0.0.1:{self.port}{path}", timeout=10, **options)  # type: ignore[arg-type]

    def _settings(self, app: App) -> Mapping[str, str]:
        if app is App.WORKER:
            return {"EGRESS_ALLOW": "127.0.0.0/8", "CONCURRENCY": "2"}
        self.port = self._free_port()
        own = (
            {"METRICS_PORT": str(self._free_port())} if app is App.API else {"API_URL": "http://127.0.0.1:1"}
        )
        return {"PORT": str(self.port), **own}

    def _secrets_of(self, app: App) -> Mapping[str, str]:
        if app is App.WEB:
            return {"SESSION_KEY": "a session key for tests"}
        return self._secrets | ({"API_KEY": API_KEY} if app is App.API else {})
