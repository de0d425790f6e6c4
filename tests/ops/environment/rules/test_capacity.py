"""What a host runs fits its memory, with the new copies of all apps beside the old ones during a release."""

from ops import environment
from ops.environment.rules.capacity import EDGE_MB, MONITOR_MB, SYSTEM_MB
from tests.ops.environment.variant import accepted, refused

STAGING_APPS = 192 + 320 + 128 + 96 + 128
REST = SYSTEM_MB + EDGE_MB + MONITOR_MB + 2 * STAGING_APPS + 64
"""All that staging's one host runs, but PostgreSQL."""


def postgres(size):
    return ("postgres_memory_mb = 384", f"postgres_memory_mb = {size}")


def test_a_host_may_be_full_to_the_last_megabyte():
    accepted(postgres(4096 - REST), of="staging")


def test_a_megabyte_more_is_refused_with_the_sum_and_the_next_size():
    (line,) = refused(postgres(4096 - REST + 1), of="staging")
    assert line == (
        f"hosts.all-1.size: 4,097 MB are needed (system {SYSTEM_MB}, edge {EDGE_MB}, monitor {MONITOR_MB},"
        " api 192, worker 320, worker-slow 128, relay 96, web 128, their new copies during releases"
        f" {STAGING_APPS},"
        f" PostgreSQL {4097 - REST:,}, Redis 64), cx23 has 4,096; take cx33, or lower replicas or memory"
    )


def test_what_no_size_holds_has_to_shrink():
    (line,) = refused(postgres(100_000), of="staging")
    assert line.endswith("cx23 has 4,096; lower replicas or memory")


def test_replicas_are_spread_over_the_app_hosts_and_rounded_up():
    (first, second) = refused(("replicas = 2, memory_mb = 384", "replicas = 3, memory_mb = 1200"))
    assert "worker 2,400" in first
    assert first.startswith("hosts.app-1.size: ")
    assert second.startswith("hosts.app-2.size: ")


def test_hosts_without_a_role_have_nothing_of_it():
    (line,) = refused(("postgres_memory_mb = 1536", "postgres_memory_mb = 9000"))
    assert line.startswith("hosts.data-1.size: ")
    assert "worker" not in line
    assert "edge" not in line


def test_every_environment_fits():
    assert [environment.load(name).name for name in environment.names()] == list(environment.names())
