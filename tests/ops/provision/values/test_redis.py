"""What the role `redis` is told: its size from the environment, queues from the topology, secrets by name."""

from core.topology import Port, Queue
from ops import environment
from ops.hosts.facts import Fact
from ops.provision.values import redis

PRODUCTION = environment.load("production")
FACT = Fact("data-1", ("data",), "198.51.100.7", "10.20.0.7", "1")
VALUES = redis.values(PRODUCTION, [FACT], FACT)


def test_it_listens_on_the_private_address():
    assert (VALUES["redis_private_address"], VALUES["redis_port"]) == ("10.20.0.7", Port.REDIS)


def test_it_holds_what_the_environment_gives_it():
    assert VALUES["redis_memory_mb"] == PRODUCTION.data.redis_memory_mb


def test_the_worker_reaches_each_queue():
    assert VALUES["redis_queues"] == list(Queue)


def test_passwords_are_named_and_not_known():
    assert VALUES["redis_passwords"] == {
        user: f"{{{{ vault.redis_{user}_password }}}}" for user in ("api", "worker", "monitor")
    }
