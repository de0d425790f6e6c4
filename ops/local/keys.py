"""The secrets of one copy, made once: without them its data cannot be read."""

import secrets
from base64 import b64encode
from dataclasses import asdict, dataclass
from pathlib import Path

from ops.local import stored

_FILE = "keys.json"


@dataclass(frozen=True)
class Keys:
    """What `.data/keys.json` holds."""

    api_key: str
    seal_keys: str
    session_key: str
    postgres_password: str
    valkey_password: str


def keep(folder: Path) -> Keys:
    """Return the keys of a copy, making those that it lacks."""
    made = Keys(
        api_key=f"wm_{secrets.token_urlsafe(24)}",
        seal_keys=b64encode(secrets.token_bytes(32)).decode(),
        session_key=secrets.token_urlsafe(32),
        postgres_password=secrets.token_urlsafe(24),
        valkey_password=secrets.token_urlsafe(24),
    )
    found = stored.read(folder / _FILE)
    keys = Keys(**(asdict(made) | found))
    if asdict(keys) != found:
        stored.write(folder / _FILE, asdict(keys))
    return keys
