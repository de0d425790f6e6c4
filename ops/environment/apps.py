"""The apps: how many copies, of what size."""

from typing import Annotated

from pydantic import Field

from ops.environment.table import Table


class App(Table):
    """Copies of an app; memory_mb: of each."""

    replicas: Annotated[int, Field(ge=1, le=20)]
    memory_mb: Annotated[int, Field(ge=32, le=65_536)]


class Worker(App):
    """Copies of a worker; job_timeout_ms: how long one batch of deliveries may take."""

    concurrency: Annotated[int, Field(ge=1, le=100)] = 5
    job_timeout_ms: Annotated[int, Field(ge=1000, le=3_600_000)] = 60_000


class Apps(Table):
    """All apps."""

    api: App
    worker: Worker
    worker_slow: Worker = Field(alias="worker-slow")
    relay: App
    web: App

    def by_name(self) -> dict[str, App]:
        """Return the apps by the names that the file gives them."""
        return {field.alias or name: getattr(self, name) for name, field in type(self).model_fields.items()}
