"""What the engine has of an environment and its state does not know."""

import pytest

from infra.pulumi.rehearsal import checkout, engine
from ops import environment
from ops.errors import OpsError, UsageError
from ops.hosts import orphans
from ops.hosts.orphans import Orphan
from tests.ops.hosts.stacks import CONTAINER, Stack, resource

OF = orphans.of  # as it is; a fixture of this folder stands in for it elsewhere
APP, DATA, NETWORK = (
    "wm-1a2b3c-rehearsal-app-1",
    "wm-1a2b3c-rehearsal-data-1-data",
    "wm-1a2b3c-rehearsal-private",
)


class Client:
    """An engine with a host, its network and a volume of data; it notes what it is asked for."""

    def __init__(self):
        self.asked, self.removed = [], []

    def containers(self, filters, **_):
        self.asked.append(filters["label"])
        return [{"Names": [f"/{APP}"], "Labels": {"host": "app-1"}}]

    def networks(self, filters):
        return [{"Name": NETWORK, "Labels": {}}]

    def volumes(self, filters):
        return {"Volumes": [{"Name": DATA, "Labels": {"host": "data-1"}}]}

    def remove_container(self, name, force, v):
        self.removed.append(name)

    def remove_network(self, name):
        self.removed.append(name)

    def remove_volume(self, name):
        self.removed.append(name)


@pytest.fixture
def client(monkeypatch):
    made = Client()
    monkeypatch.setattr(engine, "connect", lambda: made)
    monkeypatch.setattr(checkout, "identifier", lambda: "1a2b3c")
    monkeypatch.setattr(orphans, "of", OF)
    return made


@pytest.fixture
def rehearsal():
    return environment.load("rehearsal")


def knowing(*names):
    return Stack(*(resource(CONTAINER, name) | {"outputs": {"name": name}} for name in names))


def test_they_carry_our_labels_and_no_name_of_the_state(client, rehearsal):
    assert orphans.of(rehearsal, knowing(NETWORK)) == [
        Orphan("Container", APP, "app-1"),
        Orphan("Volume", DATA, "data-1"),
    ]
    assert client.asked == [["owner=hosts", "environment=rehearsal", "checkout=1a2b3c"]]


def test_what_stands_in_the_way_is_said_with_what_to_type(client, rehearsal):
    with pytest.raises(OpsError) as caught:
        orphans.check(rehearsal, knowing())
    assert str(caught.value) == (
        f"Container {APP}, Network {NETWORK}: on the engine, and not in the state of rehearsal: it was lost, "
        "or a run was killed; type: invoke destroy --env rehearsal (volumes of data stay), then provision"
    )


def test_a_volume_is_in_nobodys_way(client, rehearsal):
    orphans.check(rehearsal, knowing(APP, NETWORK))


def test_a_provider_of_its_own_has_none(client):
    assert orphans.of(environment.load("staging"), knowing()) == []


def test_data_stays_unless_it_is_asked_for(client, rehearsal):
    found = orphans.of(rehearsal, knowing())
    assert [each.name for each in orphans.chosen(rehearsal, found, data=False)] == [APP, NETWORK]
    assert [each.name for each in orphans.chosen(rehearsal, found, data=True)] == [APP, NETWORK, DATA]


def test_a_host_with_data_on_its_own_disk_stays_unless_it_is_asked_for():
    with pytest.raises(UsageError, match="all-1 keeps its data on its own disk, and goes only with --data"):
        orphans.chosen(environment.load("rehearsal-one"), [Orphan("Container", "x", "all-1")], data=False)


def test_they_are_removed_hosts_first(client, rehearsal, capsys):
    orphans.remove(orphans.of(rehearsal, knowing()))
    assert client.removed == [APP, NETWORK, DATA]
    assert capsys.readouterr().out.splitlines()[0] == f"  - Container {APP}, which the state did not know"


def test_where_there_are_none_no_engine_is_needed(monkeypatch):
    monkeypatch.setattr(engine, "connect", lambda: pytest.fail("an engine was asked for"))
    orphans.remove([])
