"""Labels: owner and environment, on all that can carry them, be it a mapping or a list of pairs."""

import pytest

from tests.infra.pulumi import fleets
from tests.infra.pulumi.policies.judging import broken, judge
from tests.infra.pulumi.recorder import Registration

BARE = {"NetworkSubnet", "ServerNetwork", "VolumeAttachment"}


@pytest.mark.parametrize("name", fleets.NAMES)
def test_every_resource_that_has_labels_needs_them(name, recorded):
    for each in recorded(name).made:
        kind = each.type.split(":")[-1]
        reported = broken(name, kind, each.name, labels=None)
        assert bool(reported) is (kind not in BARE), kind


@pytest.mark.parametrize(
    ("labels", "complaint"),
    [
        ({"owner": "hosts"}, "label environment: must be 'production', not None"),
        ({"environment": "production"}, "label owner: must be 'hosts', not None"),
        (
            {"owner": "hosts", "environment": "staging"},
            "label environment: must be 'production', not 'staging'",
        ),
        ({"owner": "release", "environment": "production"}, "label owner: must be 'hosts', not 'release'"),
    ],
)
def test_it_says_which_is_wrong(labels, complaint):
    assert broken("production", "Network", "private", labels=labels) == [
        ("all-is-labelled", f"private: {complaint}")
    ]


def test_dockers_pairs_are_read_too():
    pairs = [{"label": "owner", "value": "me"}, {"label": "environment", "value": "rehearsal"}]
    assert broken("rehearsal", "Network", "private", labels=pairs) == [
        ("all-is-labelled", "private: label owner: must be 'hosts', not 'me'")
    ]


@pytest.mark.parametrize("kind", ["hcloud:index/loadBalancer:LoadBalancer", "docker:index/secret:Secret"])
def test_types_that_nobody_has_used_yet_need_them_as_well(kind):
    stranger = Registration(kind, "new", f"urn:pulumi:production::hosts::{kind}::new", "", {})
    assert [rule for rule, _ in judge([stranger])] == ["all-is-labelled"] * 2
