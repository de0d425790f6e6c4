"""Inputs that do not fit the SDK's types, or that a stand-in does not know."""

import pulumi_docker
import pytest

from infra.pulumi.offline.checking import problems
from infra.pulumi.offline.resource import Resource, paths


class Container(Resource):
    """A container of which little is known."""

    sdk = pulumi_docker.Container
    known = paths(
        """name image command memory start tmpfs
        networksAdvanced.name networksAdvanced.aliases healthcheck.tests"""
    )


GOOD = {"image": "i", "memory": 1, "start": True, "tmpfs": {"/run": ""}, "command": ["a"]}


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({"image": None}, "image is required"),
        ({"image": 7}, "image must be a string, not int"),
        ({"memory": "1"}, "memory must be a whole number, not str"),
        ({"memory": 1.5}, "memory must be a whole number, not float"),
        ({"memory": True}, "memory must be a whole number, not bool"),
        ({"start": 1}, "start must be true or false, not int"),
        ({"command": "sleep 1"}, "command must be a list, not str"),
        ({"command": ["a", 2]}, "command[1] must be a string, not int"),
        ({"tmpfs": ["/run"]}, "tmpfs must be a map, not list"),
        ({"tmpfs": {"/run": 1}}, "tmpfs[/run] must be a string, not int"),
        ({"healthcheck": ["a"]}, "healthcheck must be an object, not list"),
        ({"networksAdvanced": [{"name": "n"}, {"aliases": ["x"]}]}, "networksAdvanced[1].name is required"),
        (
            {"networksAdvanced": [{"name": "n", "ip": "1"}]},
            "networksAdvanced[0].ip is no property of a Container",
        ),
        ({"memry": 1}, "memry is no property of a Container"),
        ({"hostname": "h"}, "hostname: this stand-in does not implement it; the official plugin does"),
        (
            {"networksAdvanced": [{"name": "n", "ipv4Address": "10.0.0.1"}]},
            "networksAdvanced[0].ipv4Address: this stand-in does not implement it; the official plugin does",
        ),
    ],
)
def test_each_is_said_where_it_stands(inputs: dict[str, object], reason: str) -> None:
    assert reason in [problem.reason for problem in problems(Container, GOOD | inputs)]


def test_good_inputs_pass() -> None:
    assert list(problems(Container, GOOD | {"__defaults": ["name"]})) == []


def test_all_are_said_at_once() -> None:
    assert len(list(problems(Container, {"memory": "1", "start": 1}))) == 3
