"""The protection of what holds data, lifted while it is being destroyed on purpose."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pulumi import automation

from ops.hosts import resources, stack
from ops.hosts.resources import Resource


@contextmanager
def lifted(opened: automation.Stack, protected: Sequence[Resource]) -> Iterator[None]:
    """Unprotect these; whatever of them is there at the end, after a no or a failure, is protected again."""
    if protected:
        stack.call(opened, ["state", "unprotect", "--yes", *(each.urn for each in protected)])
    try:
        yield
    finally:
        there = {each.urn for each in resources.of(opened)} if protected else set()
        if again := [each.urn for each in protected if each.urn in there]:
            stack.call(opened, ["state", "protect", "--yes", *again])
