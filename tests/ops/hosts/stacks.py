"""A stack without Pulumi: it keeps resources, destroys and protects them, tells what it does, and refuses."""

from types import SimpleNamespace

from pulumi import automation
from pulumi.automation._cmd import CommandResult
from pulumi.automation.events import EngineEvent, OpType, ResourcePreEvent, ResOutputsEvent, StepEventMetadata

from tests.ops.hosts.facts import OUTPUT

CONTAINER = "docker:index/container:Container"
NETWORK = "docker:index/network:Network"
VOLUME = "docker:index/volume:Volume"
SERVER = "hcloud:index/server:Server"
HOST = "webhook-monitor:hosts:Host"
DATA = "webhook-monitor:hosts:Volume"


def resource(kind, name, parent=None, *, protect=False):
    """Return a resource as it stands in the state."""
    chain = f"{parent['urn'].split('::')[-2]}$" if parent else ""
    urn = f"urn:pulumi:rehearsal::hosts::{chain}{kind}::{name}"
    return {"urn": urn, "type": kind, "parent": parent and parent["urn"], "protect": protect}


def app_host(name="app-1", kind=CONTAINER):
    """Return a host that keeps no data."""
    host = resource(HOST, name)
    return [host, resource(kind, name, host)]


def data_host(name="data-1", kind=CONTAINER, under=None):
    """Return a host whose data is on a volume of its own."""
    host = resource(HOST, name, under)
    volume = resource(DATA, f"{name}-data", host)
    disk = resource(VOLUME, f"{name}-data", volume, protect=True)
    return [host, volume, disk, resource(kind, name, host, protect=True)]


def own_disk_host(name="all-1", kind=SERVER):
    """Return a host whose data is on its own disk."""
    host = resource(HOST, name)
    return [host, resource(kind, name, host, protect=True)]


def creating(kind, name, /, **inputs):
    """Return an operation that a killed run left."""
    return {"type": "creating", "resource": {**resource(kind, name), "inputs": inputs}}


def event(op, kind, name, diffs=None, done=True):
    """Return what the engine tells of a resource, before it is touched or when it is done."""
    metadata = StepEventMetadata(OpType(op), resource(kind, name)["urn"], kind, "", diffs=diffs)
    if done:
        return EngineEvent(1, 1, res_outputs_event=ResOutputsEvent(metadata))
    return EngineEvent(1, 1, resource_pre_event=ResourcePreEvent(metadata))


def failure(words, code=255):
    """Return the exception of a command that fails."""
    return automation.CommandError(CommandResult("", f"error: {words}", code))


class Stack:
    """What it is asked for is in `calls`; `fails`: what is said instead of destroying anything.

    `during`: a verb → what happens meanwhile.
    """

    name = "rehearsal"

    def __init__(self, *resources, pending=(), planned=()):
        self.resources = {each["urn"]: each for each in resources}
        self.pending = list(pending)
        self.planned = planned
        self.calls = []
        self.fails = ""
        self.during = {}
        self.output = [OUTPUT]
        self.workspace = SimpleNamespace(work_dir=".", env_vars={}, pulumi_command=self)

    @property
    def names(self):
        """What it holds, components aside."""
        found = [each for each in self.resources.values() if not each["type"].startswith("webhook-monitor:")]
        return sorted({f"{each['type'].rsplit(':')[-1]} {each['urn'].split('::')[-1]}" for each in found})

    @property
    def protected(self):
        return sorted(each["urn"].split("::")[-1] for each in self.resources.values() if each["protect"])

    def export_stack(self):
        state = {"resources": list(self.resources.values()), "pending_operations": self.pending}
        return automation.Deployment(3, state)

    def run(self, words, _folder, _environ):
        """Run what the Automation API lacks: `state protect` and `state unprotect`."""
        verb, urns = words[1], [word for word in words if word.startswith("urn:")]
        assert words[:3] == ["state", verb, "--yes"]
        for urn in urns:
            self.resources[urn]["protect"] = {"protect": True, "unprotect": False}[verb]
        self.calls.append(verb)
        return CommandResult("", "", 0)

    def preview(self, refresh, on_event, color):
        assert refresh
        self._called("preview")
        if self.fails:
            raise failure(self.fails)
        for each in self.planned:
            on_event(each)

    def up(self, refresh, on_event, color):
        assert refresh
        self._called("up")
        for each in self.planned:
            on_event(EngineEvent(1, 1, res_outputs_event=each.resource_pre_event))

    def _called(self, verb):
        self.calls.append(verb)
        self.during.get(verb, lambda: None)()

    def outputs(self):
        return {"hosts": automation.OutputValue(self.output, False)}

    def destroy(
        self, preview_only, on_event, color, exclude_protected=False, target=(), target_dependents=False
    ):
        """Destroy the targets and what is below them; without a target, as Pulumi does, everything."""
        self._called("preview" if preview_only else "destroy")
        assert target_dependents != exclude_protected
        gone = self._unprotected() if exclude_protected else self._below(target or self.resources)
        if any(self.resources[urn]["protect"] for urn in gone):
            raise failure("it is protected")
        if self.fails and not preview_only:
            raise failure(self.fails)
        for urn in gone:
            kind, name = urn.split("::")[-2].split("$")[-1], urn.split("::")[-1]
            on_event(event("delete", kind, name, done=not preview_only))
            if not preview_only:
                del self.resources[urn]

    def _below(self, urns):
        found = set(urns)
        for urn, each in self.resources.items():
            if each["parent"] in found:
                found.add(urn)
        return found

    def _unprotected(self):
        """Neither protected nor above something that is."""
        kept = set()
        for each in self.resources.values():
            urn = each["urn"] if each["protect"] else None
            while urn:
                kept.add(urn)
                urn = self.resources[urn]["parent"]
        return set(self.resources) - kept

    def cancel(self):
        self.calls.append("cancel")

    def refresh(self, clear_pending_creates, color):
        assert clear_pending_creates
        self.calls.append("refresh")
        self.pending.clear()
