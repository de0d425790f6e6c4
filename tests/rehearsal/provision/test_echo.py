"""What stands in for the API until a release brings one."""

import json

import pytest

from core.topology import OVERLAY_NETWORK, Port
from ops.environment import Role

MANY = 200
ASK = """
import http.client, json, socket, sys
method, path, body = sys.argv[1:]
answers = []
found = socket.getaddrinfo("tasks.api", %d, type=socket.SOCK_STREAM)
for address in sorted({copy[4][0] for copy in found}):
    connection = http.client.HTTPConnection(address, %d, timeout=5)
    for _ in range(%d):
        connection.request(method, path, body)
        answer = connection.getresponse()
        answers.append([answer.status, answer.read().decode()])
print(json.dumps(answers))
"""


@pytest.fixture
def ask(fleet):
    """Give a way to ask all copies from a container on any host, by the name that the edge uses."""
    manager = next(fact.name for fact in fleet.facts if Role.MANAGER in fact.roles)
    image = fleet.ssh(
        manager, "sudo docker service inspect api --format '{{.Spec.TaskTemplate.ContainerSpec.Image}}'"
    )

    def said(name, method, path, body="", times=1):
        program = ASK % (Port.API, Port.API, times)
        run = f"sudo docker run --rm --network {OVERLAY_NETWORK} --entrypoint /usr/bin/python3.13 {image}"
        return json.loads(fleet.ssh(name, f"{run} -c '{program}' {method} {path} '{body}'"))

    return said


def test_it_answers_what_it_was_asked_from_each_host(fleet, ask):
    for fact in fleet.facts:
        for status, text in ask(fact.name, "POST", "/in/shop?x=1", "a body"):
            told = json.loads(text)
            assert status == 200
            assert (told["method"], told["path"], told["body"]) == ("POST", "/in/shop?x=1", "a body")


def test_all_copies_are_alive_and_are_told_apart(fleet, ask):
    answers = ask(fleet.facts[0].name, "GET", "/livez")
    assert len({name for _, name in answers}) == fleet.environment.apps.api.replicas
    assert {status for status, _ in answers} == {200}


def test_a_connection_carries_many_requests_of_which_none_is_lost(fleet, ask):
    answers = ask(fleet.facts[-1].name, "POST", "/in/shop", "x" * 5000, MANY)
    assert len(answers) == MANY * fleet.environment.apps.api.replicas
    assert {status for status, _ in answers} == {200}


def test_copies_run_on_app_hosts_from_the_registrys_image(fleet):
    manager, keeper = fleet.facts[0].name, fleet.facts[0].private_address
    tasks = fleet.ssh(
        manager, "sudo docker service ps api --filter desired-state=running --format '{{.Node}} {{.Image}}'"
    ).splitlines()
    app = {fact.name for fact in fleet.facts if Role.APP in fact.roles}
    assert {task.split()[0] for task in tasks} <= app
    assert all(f" {keeper}:{Port.REGISTRY}/" in task for task in tasks)
