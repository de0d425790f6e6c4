"""Applies the rules to recorded resources, as the engine's policy plugin does."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pulumi_policy import (
    PolicyCustomTimeouts,
    PolicyResource,
    PolicyResourceOptions,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import unknown_checking_proxy

from infra.pulumi.policies.rules import RULES
from tests.infra.pulumi import fleets
from tests.infra.pulumi.recorder import Registration


def judge(resources: Iterable[Registration]) -> list[tuple[str, str]]:
    """Return what the rules report: each rule's name, and what it says."""
    resources, found = list(resources), []
    for each in RULES:

        def report(sentence: str, _urn: str | None = None, rule: str = each.name) -> None:
            found.append((rule, sentence))

        if isinstance(each, ResourceValidationPolicy):
            for resource in resources:
                each.validate(_arguments(resource), report)
        elif isinstance(each, StackValidationPolicy):
            each.validate(StackValidationArgs([_resource(one) for one in resources]), report)
    return found


def broken(name: str, kind: str, resource: str, protect: bool | None = None, **inputs: Any) -> Any:
    """Return what is reported when one resource has other inputs; None takes one away."""
    recorded = fleets.recorded(name)
    whole = recorded[kind, resource]
    kept = {key: value for key, value in {**whole.inputs, **inputs}.items() if value is not None}
    changed = replace(whole, inputs=kept, protect=whole.protect if protect is None else protect)
    return judge(changed if each is whole else each for each in recorded.resources)


def _options(resource: Registration) -> PolicyResourceOptions:
    return PolicyResourceOptions(
        resource.protect,
        list(resource.ignore_changes),
        resource.delete_before_replace,
        [],
        PolicyCustomTimeouts(0, 0, 0),
        [],
        resource.parent,
    )


def _arguments(resource: Registration) -> ResourceValidationArgs:
    props = unknown_checking_proxy(dict(resource.inputs))
    return ResourceValidationArgs(resource.type, props, resource.urn, resource.name, _options(resource), None)


def _resource(resource: Registration) -> PolicyResource:
    props = unknown_checking_proxy(dict(resource.inputs))
    return PolicyResource(
        resource.type, props, resource.urn, resource.name, _options(resource), None, None, [], {}
    )
