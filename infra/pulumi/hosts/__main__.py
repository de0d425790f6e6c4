"""The hosts of one environment: the stack's name is the environment's."""

import pulumi

from infra.pulumi.components import fleet
from infra.pulumi.hosts import origin
from ops import environment
from ops.errors import OpsError

try:
    origin.refuse_config()
    described = environment.load(pulumi.get_stack())
    pulumi.export("hosts", fleet.make(described, origin.identity(described), origin.seed(described)))
except OpsError as problem:
    raise pulumi.RunError(str(problem)) from None
