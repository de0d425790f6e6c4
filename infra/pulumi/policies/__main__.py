"""The policy pack: `pulumi preview --policy-pack ../policies` in a program's folder."""

from pulumi_policy import EnforcementLevel, PolicyPack

from infra.pulumi.policies.rules import RULES

PolicyPack("webhook-monitor", list(RULES), enforcement_level=EnforcementLevel.MANDATORY)
