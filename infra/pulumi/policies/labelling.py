"""Whose an object is: what can carry labels says who makes it, and for which environment."""

from collections.abc import Iterator, Mapping
from typing import Any

import pulumi_docker
import pulumi_hcloud
from pulumi_policy import ResourceValidationArgs

from core.topology import Label, Owner
from infra.pulumi.policies.rule import rule

_SDKS = {"docker": pulumi_docker, "hcloud": pulumi_hcloud}


def read(props: Mapping[str, Any]) -> dict[str, str]:
    """Return a resource's labels: a mapping at Hetzner, a list of pairs at Docker."""
    labels = props.get("labels") or {}
    if isinstance(labels, Mapping):
        return dict(labels)
    return {each["label"]: each["value"] for each in labels}


def _wrong(args: ResourceValidationArgs) -> Iterator[str]:
    if not _can_carry(args.resource_type):
        return
    wanted = {Label.OWNER: Owner.HOSTS.value, Label.ENVIRONMENT: _stack(args.urn)}
    found = read(args.props)
    for label, value in wanted.items():
        if found.get(label) != value:
            yield f"label {label.value}: must be '{value}', not {found.get(label)!r}"


def _can_carry(resource_type: str) -> bool:
    """Ask the SDK, which knows types that nobody has used yet."""
    package, _, kind = resource_type.split(":")
    return hasattr(getattr(_SDKS.get(package), f"{kind}Args", None), "labels")


def _stack(urn: str) -> str:
    """Return the stack's name, which is the environment's."""
    return urn.removeprefix("urn:pulumi:").partition("::")[0]


ALL_IS_LABELLED = rule(
    "all-is-labelled", "Each object that can carry labels says its owner and its environment.", _wrong
)
