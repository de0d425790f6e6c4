"""What a container may not do to the real machine: set its clock, lift its limits, load into its kernel."""

from collections.abc import Iterator

from pulumi_policy import ResourceValidationArgs

from infra.pulumi.policies.rule import Kind, rule

_REAL_MACHINES = ("CAP_SYS_MODULE", "CAP_SYS_RESOURCE", "CAP_SYS_TIME")


def _wrong(args: ResourceValidationArgs) -> Iterator[str]:
    if args.props.get("privileged"):
        yield "privileged reaches the real machine; add capabilities instead"
    capabilities = args.props.get("capabilities") or {}
    adds = {_full(name) for name in capabilities.get("adds") or ()}
    drops = {_full(name) for name in capabilities.get("drops") or ()}
    for name in _REAL_MACHINES:
        # With ALL, Docker takes away what is dropped; by its own name, what is added stays.
        if name in adds or ("CAP_ALL" in adds and name not in drops):
            yield f"{name} reaches the real machine; drop it"


def _full(name: str) -> str:
    return f"CAP_{name.upper().removeprefix('CAP_')}"


HOST_IS_CONFINED = rule(
    "host-is-confined", "No container can change the real machine's clock, limits or kernel.", _wrong,
    Kind.CONTAINER,
)  # fmt: skip
