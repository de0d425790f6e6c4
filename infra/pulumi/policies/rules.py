"""All rules, as a policy pack takes them; tests apply them to what the programs make of each environment."""

from collections.abc import Sequence

from pulumi_policy import Policy

from infra.pulumi.policies.confinement import HOST_IS_CONFINED
from infra.pulumi.policies.ending import HOST_IS_SHUT_DOWN
from infra.pulumi.policies.exposure import NO_DOCKER_PORT, SERVER_HAS_FIREWALL, WORLD_SEES_THE_WEB_ALONE
from infra.pulumi.policies.labelling import ALL_IS_LABELLED
from infra.pulumi.policies.protection import DATA_HOST_IS_PROTECTED, VOLUME_IS_PROTECTED
from infra.pulumi.policies.settling import CONTAINER_MEMORY_SETTLES, NETWORK_SETTLES

RULES: Sequence[Policy] = (
    WORLD_SEES_THE_WEB_ALONE,
    SERVER_HAS_FIREWALL,
    NO_DOCKER_PORT,
    VOLUME_IS_PROTECTED,
    DATA_HOST_IS_PROTECTED,
    ALL_IS_LABELLED,
    HOST_IS_CONFINED,
    HOST_IS_SHUT_DOWN,
    CONTAINER_MEMORY_SETTLES,
    NETWORK_SETTLES,
)
