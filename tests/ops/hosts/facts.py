"""Hosts as a program's output tells of them."""

from ops.hosts.facts import Fact

OUTPUT = {
    "name": "app-1", "roles": ["edge", "app"], "public_address": "198.18.77.10",
    "private_address": "10.77.0.10", "machine": "id of app-1", "data_device": None,
}  # fmt: skip


def fact(name="app-1", machine="", number=10, **more):
    roles = ("edge", "app") if name.startswith("app") else ("data",)
    return Fact(name, roles, f"198.18.77.{number}", f"10.77.0.{number}", machine or f"id of {name}", **more)
