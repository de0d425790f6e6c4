"""Redis on the data host: a broker that three users reach, each with the few commands of its work."""

import time
from uuid import uuid4

import pytest
import redis
import yaml

from core.topology import Port, Queue
from ops.environment import Role
from ops.provision.vault import sealed
from service.ingest.buckets import Buckets, Post
from tests.rehearsal.provision import tunnel

PATIENCE_SECONDS = 60


class Broker:
    """Redis as another host reaches it."""

    def __init__(self, fleet, fact, port):
        self.fact, self.host, self._port = fact, fleet.host(fact.name), port
        self._secrets = yaml.safe_load(sealed.read(fleet.environment))

    def url(self, user):
        return f"redis://{user}:{self._secrets[f'redis_{user}_password']}@127.0.0.1:{self._port}/0"

    def client(self, user):
        return redis.Redis.from_url(self.url(user))


@pytest.fixture(scope="module")
def broker(fleet):
    data = next(fact for fact in fleet.facts if Role.DATA in fact.roles)
    others = [fact for fact in fleet.facts if fact.name != data.name] or [data]
    with tunnel.to(fleet.folder / "ssh_config", others[0].name, data.private_address, Port.REDIS) as port:
        yield Broker(fleet, data, port)


def test_it_listens_on_loopback_and_the_private_address_alone(broker):
    listening = broker.host.run(f"ss -Hltn sport = :{Port.REDIS} | awk '{{print $4}}'").stdout.split()
    addresses = ["127.0.0.1", broker.fact.private_address]
    assert sorted(listening) == sorted(f"{address}:{Port.REDIS}" for address in addresses)


@pytest.mark.parametrize("user", ["api", "worker", "monitor"])
def test_a_user_logs_in(broker, user):
    assert broker.client(user).ping()


@pytest.mark.parametrize(
    ("user", "password"), [(None, None), ("default", ""), ("api", "wrong"), ("nobody", "wrong")]
)
def test_whoever_is_not_named_is_refused(broker, user, password):
    client = redis.Redis(port=broker._port, username=user, password=password)
    with pytest.raises(redis.AuthenticationError):
        client.ping()


@pytest.mark.parametrize(
    ("user", "command"),
    [
        ("worker", "FLUSHALL"), ("worker", "CONFIG GET *"), ("worker", "KEYS *"), ("worker", "GET other"),
        ("worker", "LLEN other"), ("worker", "EVAL return(1) 0"), ("worker", "ACL LIST"),
        ("worker", "SHUTDOWN"), ("worker", "MODULE LIST"), ("worker", "REPLICAOF 127.0.0.1 1"),
        ("api", "LLEN deliver"), ("api", "INFO"), ("api", "GET deliver"), ("api", "KEYS *"),
        ("monitor", "CONFIG SET maxmemory 1"), ("monitor", "LPUSH deliver x"), ("monitor", "LPOP deliver"),
    ],
)  # fmt: skip
def test_no_user_may_do_more_than_its_work(broker, user, command):
    with pytest.raises(redis.exceptions.NoPermissionError):
        broker.client(user).execute_command(*command.split())


def test_the_api_limits_rates(broker):
    buckets = Buckets(broker.client("api"))
    posts = [Post(uuid4(), "203.0.113.1", 1)] * 2
    assert buckets.take(posts) == [True, False]


def test_the_exporter_reads_figures_and_lengths_of_queues(broker):
    monitor = broker.client("monitor")
    assert monitor.info()["aof_enabled"] == 1
    assert monitor.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    assert all(monitor.llen(queue.value) >= 0 for queue in Queue)
    monitor.slowlog_get()


def test_it_holds_what_its_environment_gives_it(broker, fleet):
    held = broker.client("monitor").config_get("maxmemory")["maxmemory"]
    assert int(held) == fleet.environment.data.redis_memory_mb * 1024 * 1024


def test_it_may_fork_however_large_it_is(broker):
    assert broker.host.run("cat /proc/sys/vm/overcommit_memory").stdout.strip() == "1"


def test_no_password_stands_on_the_host_but_as_a_hash(broker):
    acl = broker.host.run("sudo cat /etc/redis/users.acl").stdout
    assert acl.count(" #") == 3
    assert not any(broker._secrets[f"redis_{user}_password"] in acl for user in ("api", "worker", "monitor"))
    assert broker.host.run("sudo stat -c '%a %U:%G' /etc/redis/users.acl").stdout == "640 root:redis\n"


def test_killed_it_comes_back_with_what_it_held(broker):
    client = broker.client("worker")
    client.lpush("slow-test", "kept")
    time.sleep(1.5)  # the file is written through each second
    assert broker.host.run("sudo kill -9 $(systemctl show --property MainPID --value redis-server)").rc == 0
    assert until_it_answers(client)
    assert client.brpop("slow-test") == (b"slow-test", b"kept")


def until_it_answers(client):
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        try:
            return client.ping()
        except redis.RedisError:
            time.sleep(0.1)
    return False
