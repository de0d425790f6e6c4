"""`invoke deploy` before it begins: what it cannot do is said at once."""

import pytest

from ops.errors import OpsError
from ops.hosts import outputs, places
from ops.hosts.outputs import NoHostsError
from ops.provision.vault import check
from ops.release import built, checkout, deploy
from ops.release.checkout import Commit
from ops.release.deploy import Wish


@pytest.fixture(autouse=True)
def nothing(monkeypatch, tmp_path):
    """Give a commit and its secrets, and no hosts."""

    def none(described):
        raise NoHostsError(f"{described.name} has no hosts")

    monkeypatch.setattr(places, "STATE", tmp_path)
    monkeypatch.setattr(outputs, "read", none)
    monkeypatch.setattr(checkout, "head", lambda: Commit("a" * 40, "1.0.0"))
    monkeypatch.setattr(check, "require", lambda _: {})


@pytest.mark.parametrize("wish", [Wish(yes=True), Wish(dry_run=True)])
def test_without_hosts_it_is_refused_before_images_are_built(monkeypatch, wish):
    monkeypatch.setattr(built, "build", lambda _: pytest.fail("images were built"))
    with pytest.raises(OpsError, match="rehearsal has no hosts"):
        deploy.run("rehearsal", wish)
