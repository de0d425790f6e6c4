"""What a stack's state holds, by the host that it belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass

from pulumi import automation

_HOST = "webhook-monitor:hosts:Host"


@dataclass(frozen=True)
class Resource:
    """A resource in the state; host: the name of the host that it is a part of, if any."""

    urn: str
    type: str
    host: str
    protect: bool

    @property
    def is_data(self) -> bool:
        """Whether it is a volume of data, which outlives its host."""
        return "webhook-monitor:hosts:Volume$" in self.urn

    @property
    def is_component(self) -> bool:
        """Whether it only groups others."""
        return self.type.startswith(("webhook-monitor:", "pulumi:"))


def of(stack: automation.Stack) -> list[Resource]:
    """Return the resources of a stack."""
    raw = (stack.export_stack().deployment or {}).get("resources") or []
    parents = {each["urn"]: each.get("parent", "") for each in raw}
    return [
        Resource(each["urn"], each["type"], _host(each["urn"], parents), each.get("protect", False))
        for each in raw
    ]


def _host(urn: str, parents: dict[str, str]) -> str:
    while urn:
        if urn.split("::")[-2].rsplit("$", maxsplit=1)[-1] == _HOST:
            return urn.rsplit("::", maxsplit=1)[-1]
        urn = parents.get(urn, "")
    return ""


def with_volumes(resources: Iterable[Resource]) -> set[str]:
    """Return the names of hosts whose data is on a volume of its own."""
    return {each.host for each in resources if each.is_data and not each.is_component}
