"""Keeping: the images of the last commits stay, older ones go, and nobody else's is touched."""

import pytest
from docker.errors import APIError

from ops.images import forget_old


class Engine:
    """An engine in memory: its images by name, in the order in which they were built."""

    def __init__(self, *names, in_use=()):
        self.names, self.in_use = list(names), in_use

    def images(self, name):
        """Answer as the engine does: the newest last here, for nothing promises an order."""
        return [
            {"Created": number, "RepoTags": tags}
            for number, tags in enumerate(each.split() for each in self.names)
            if any(tag.startswith(f"{name}:") for tag in tags)
        ]

    def remove_image(self, name):
        if name in self.in_use:
            raise APIError("conflict: a container has it")
        self.names = [" ".join(tag for tag in each.split() if tag != name) for each in self.names]


@pytest.fixture
def apis():
    return [f"webhook-monitor/api:{number}" for number in range(5)]


def test_of_each_app_the_newest_stay(apis):
    engine = Engine(*apis, "webhook-monitor/web:0")
    forget_old(engine, kept=2)
    assert [name for name in engine.names if name] == [*apis[3:], "webhook-monitor/web:0"]


def test_what_a_container_has_stays(apis):
    engine = Engine(*apis, in_use=apis[:1])
    forget_old(engine, kept=2)
    assert [name for name in engine.names if name] == [apis[0], *apis[3:]]


def test_a_name_that_somebody_else_gave_stays(apis):
    engine = Engine(f"{apis[0]} mine/api:kept", *apis[1:], "mine/api:0")
    forget_old(engine, kept=2)
    assert [name for name in engine.names if name] == ["mine/api:kept", *apis[3:], "mine/api:0"]
