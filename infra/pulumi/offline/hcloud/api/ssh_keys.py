"""SSH keys, which a server receives when it is made and never again."""

import base64
import binascii
import hashlib

from infra.pulumi.offline.hcloud.project import Project, Record
from infra.pulumi.offline.hcloud.refusal import Refusal, invalid


def create(project: Project, *, name: str, public_key: str, labels: dict[str, str] | None = None) -> Record:
    """Keep a public key; neither its name nor its fingerprint may be there."""
    print_ = fingerprint(public_key)
    if any(key["fingerprint"] == print_ for key in project.all("ssh_key")):
        raise Refusal("uniqueness_error", "SSH key with the same fingerprint already exists")
    return project.add("ssh_key", name, public_key=public_key, fingerprint=print_, labels=labels or {})


def look_up(project: Project, key: str) -> Record:
    """Return a key by id or name."""
    matches = (record for record in project.all("ssh_key") if key in (str(record["id"]), record["name"]))
    if (found := next(matches, None)) is None:
        raise Refusal("", f"SSH key not found: {key}")
    return found


def fingerprint(public_key: str) -> str:
    """Return the MD5 fingerprint of an OpenSSH public key, as Hetzner shows it."""
    try:
        blob = base64.b64decode(public_key.split()[1], validate=True)
    except (IndexError, binascii.Error):
        raise invalid("public_key", "Invalid SSH key") from None
    digest = hashlib.md5(blob, usedforsecurity=False).hexdigest()
    return ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))
