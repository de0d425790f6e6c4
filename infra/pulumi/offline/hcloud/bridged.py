"""What the resources of this stand-in have in common: one cloud, labels, and how Pulumi bridges them.

The official plugin wraps Terraform's, in which resources are written in two ways. Those of the older one are
deleted before they are replaced when the program named them, as two of a name cannot be. Those of the newer
are not: a program that names one must say `delete_before_replace=True`, or Hetzner refuses the second name.
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from infra.pulumi.offline.hcloud import labels
from infra.pulumi.offline.hcloud.cloud import Cloud
from infra.pulumi.offline.resource import Problem, Resource
from infra.pulumi.offline.wire import Properties


class Bridged(Resource):
    """A resource of Hetzner Cloud."""

    connection: Cloud
    newer: ClassVar[bool] = False
    """Whether it is written in the newer way, so that its replacement is always made first."""

    @classmethod
    def problems(cls, inputs: Properties) -> Iterable[Problem]:
        """Check labels; other resources add their own."""
        return labels.problems(inputs)


def changed(name: str, old: Properties, new: Properties) -> bool:
    """Tell whether a property is another one; absent, empty, false and zero are the same."""
    return (old.get(name) or None) != (new.get(name) or None)


def today(state: Properties, **values: Any) -> Properties:
    """Return a state with what was read anew; None takes a property away."""
    return {name: value for name, value in (state | values).items() if value is not None}
