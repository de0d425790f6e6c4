"""Tells the Swarm what shall run: all services at once, without waiting for any of them."""

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from copy import deepcopy

from core.topology import Label, Owner
from ops.errors import OpsError
from ops.release import seen
from ops.release.engine import Engine, EngineError
from ops.release.seen import Service
from ops.release.settings import Secret
from ops.release.stack import Spec

_OUT_OF_SEQUENCE = "out of sequence"
_TRIES = 10


def add_secrets(engine: Engine, secrets: Iterable[Secret]) -> list[str]:
    """Make those that are not there; return their names."""
    there = ids(engine)
    lacking = {secret.name: secret for secret in secrets if secret.name not in there}
    for name, secret in lacking.items():
        labels = {Label.OWNER.value: Owner.RELEASE.value}
        data = b64encode(secret.value.encode()).decode()
        engine.post("/secrets/create", {"Name": name, "Labels": labels, "Data": data})
    return sorted(lacking)


def ids(engine: Engine) -> dict[str, str]:
    """Return the Swarm's numbers of all secrets of releases, by their names."""
    found = engine.get("/secrets", label=[f"{Label.OWNER}={Owner.RELEASE}"])
    return {secret["Spec"]["Name"]: secret["ID"] for secret in found}


def apply(engine: Engine, services: Mapping[str, Spec], login: Mapping[str, str]) -> None:
    """Make all services what the stack file says, and remove a release's that are not in it.

    login: to the registry, for hosts that have not an image yet.
    """
    numbers = ids(engine)
    live = put_all(engine, {name: numbered(spec, numbers) for name, spec in services.items()}, login)
    for name in live.released.keys() - services.keys():
        engine.delete(f"/services/{name}")


def put_all(engine: Engine, services: Mapping[str, Spec], login: Mapping[str, str]) -> seen.Seen:
    """Make services what their specs say, with the Swarm's numbers in them; return what was there before."""
    live, headers = seen.look(engine), registry_headers(login)
    for name, spec in services.items():
        _put(engine, live.services.get(name), spec, headers)
    return live


def numbered(spec: Spec, numbers: Mapping[str, str]) -> Spec:
    """Return a spec with the Swarm's numbers of its secrets; OpsError when one is gone."""
    made = deepcopy(spec)
    for secret in made["TaskTemplate"]["ContainerSpec"].get("Secrets") or ():
        if secret["SecretName"] not in numbers:
            raise OpsError(f"{spec['Name']}: the Swarm has no secret {secret['SecretName']}: it was pruned")
        secret["SecretID"] = numbers[secret["SecretName"]]
    return made


def registry_headers(login: Mapping[str, str]) -> dict[str, str]:
    """Return what tells the Swarm how its hosts log in to the registry."""
    return {"X-Registry-Auth": urlsafe_b64encode(json.dumps(dict(login)).encode()).decode()}


def _put(engine: Engine, service: Service | None, spec: Spec, headers: Mapping[str, str]) -> None:
    if service is None:
        engine.post("/services/create", spec, headers)
        return
    version = service.version
    for _ in range(_TRIES):
        try:
            engine.post(f"/services/{service.id}/update?version={version}", spec, headers)
        except EngineError as problem:  # the Swarm itself writes to it meanwhile, as updates go on
            if _OUT_OF_SEQUENCE not in str(problem):
                raise
            version = engine.get(f"/services/{service.id}")["Version"]["Index"]
        else:
            return
    raise OpsError(f"{spec['Name']}: the Swarm changes it faster than we can")
