"""The double of Hetzner Cloud: a token opens a project, kept in a file; some creations fail on request."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar

from infra.pulumi.offline.hcloud.faults import Faults, Kind, Moment
from infra.pulumi.offline.hcloud.project import Project
from infra.pulumi.offline.hcloud.refusal import Refusal
from infra.pulumi.offline.hcloud.store import Store

Made = TypeVar("Made")

_TOKEN = re.compile(r"[A-Za-z0-9]{64}")


def authorize(token: str) -> None:
    """Refuse what is no token of Hetzner's, and never repeat it."""
    if not _TOKEN.fullmatch(token):
        raise Refusal("unauthorized", "unable to authenticate")


class Cloud:
    """One project at Hetzner. Every `open` is one call of the API: all of it happens or nothing."""

    def __init__(self, store: Store, faults: Faults) -> None:
        self._store = store
        self._faults = faults

    def open(self) -> AbstractContextManager[Project]:
        """Lend the project for one call."""
        return self._store.open()

    def create(self, kind: Kind, make: Callable[[Project], Made]) -> Made:
        """Make one thing, unless this is the one that fails."""
        failure = self._faults.next(kind)
        if failure is Moment.BEFORE:
            raise Refusal("resource_unavailable", f"error during placement, {self._faults}")
        with self.open() as project:
            made = make(project)
        if failure is Moment.AFTER:
            raise Refusal("timeout", f"the answer was lost, {self._faults}")
        return made
