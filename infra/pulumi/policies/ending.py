"""How a host ends: in order, so that what it runs is told to stop."""

from collections.abc import Iterator

from pulumi_policy import ResourceValidationArgs

from infra.pulumi.policies.rule import Kind, rule


def _wrong(args: ResourceValidationArgs) -> Iterator[str]:
    if args.resource_type == Kind.SERVER and not args.props.get("shutdownBeforeDeletion"):
        yield "a server is shut down before it is deleted; give it shutdownBeforeDeletion"
    if args.resource_type == Kind.CONTAINER and not args.props.get("destroyGraceSeconds"):
        yield "a container is killed at once without destroyGraceSeconds"


HOST_IS_SHUT_DOWN = rule(
    "host-is-shut-down", "Each host is shut down before it is deleted.", _wrong, Kind.SERVER, Kind.CONTAINER
)
