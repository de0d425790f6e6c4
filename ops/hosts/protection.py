"""The protection of what holds data, lifted while it is being destroyed on purpose."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pulumi import automation

from ops.hosts import resources, stack
from ops.hosts.resources import Resource


class Lifted:
    """Whether the protection stays lifted: only when what was protected has been destroyed."""

    destroyed = False

    def keep_lifted(self) -> None:
        """Say that all went well."""
        self.destroyed = True


@contextmanager
def lifted(opened: automation.Stack, protected: Sequence[Resource]) -> Iterator[Lifted]:
    """Unprotect these; whoever says no, or a failure, has them protected again."""
    protection = Lifted()
    if protected:
        stack.call(opened, ["state", "unprotect", "--yes", *(each.urn for each in protected)])
    try:
        yield protection
    finally:
        if not protection.destroyed:
            there = {each.urn for each in resources.of(opened)}
            if again := [each.urn for each in protected if each.urn in there]:
                stack.call(opened, ["state", "protect", "--yes", *again])
