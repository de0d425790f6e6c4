"""The settings of one run: the environment, then `.env`, then what a laptop needs."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.settings import ApiSettings, Settings, SettingsError
from ops import contract, environment
from ops.bootstrap import ROOT
from ops.errors import UsageError
from ops.local import dotenv
from ops.local.keys import Keys
from ops.local.ports import HOST

_DIRECT = f"{HOST},localhost"  # a proxy of the laptop's network is no way from the pages to the API
_ANY_KEYS = Keys("unset", "A" * 43 + "=", "unset", "", "")


@dataclass(frozen=True)
class Configuration:
    """Settings by name, as `NAME` or `NAME_FILE`."""

    given: Mapping[str, str]

    def has(self, name: str) -> bool:
        """Tell whether a setting is given in either form."""
        return name in self.given or f"{name}_FILE" in self.given

    def parsed(self) -> ApiSettings:
        """Return the API's settings; UsageError when a setting of any app is wrong."""
        try:
            for kind in contract.CLASSES:
                kind.from_environ(self.given)
            return ApiSettings.from_environ(self.given)
        except SettingsError as problem:
            raise UsageError(str(problem)) from None

    def or_else(self, **ours: str) -> "Configuration":
        """Return it with our values for what is not given."""
        return Configuration(
            {name: value for name, value in ours.items() if not self.has(name)} | dict(self.given)
        )

    def but(self, **ours: str) -> "Configuration":
        """Return it with our values in place of what is given."""
        kept = {name: value for name, value in self.given.items() if name.removesuffix("_FILE") not in ours}
        return Configuration(kept | ours)

    def environ(self, *kinds: type[Settings]) -> dict[str, str]:
        """Return the environment of an app: of the settings only those that it reads."""
        mine = set(contract.names(*kinds))
        return _surroundings() | {
            name: value
            for name, value in self.given.items()
            if name in mine or name.removesuffix("_FILE") in mine
        }


def read() -> Configuration:
    """Return what the environment and `.env` give; UsageError when a setting is wrong or unknown."""
    environ = {name: value for name, value in os.environ.items() if _is_setting(name)}
    first = Configuration(_absolute(environ, Path.cwd()))
    found = first.or_else(**_absolute(dotenv.read(ROOT / ".env"), ROOT))
    with_keys(found, _ANY_KEYS).parsed()
    return found


def with_keys(found: Configuration, keys: Keys) -> Configuration:
    """Return it with this copy's keys and a laptop's egress for what is not given."""
    return found.or_else(
        API_KEY=keys.api_key,
        SEAL_KEYS=keys.seal_keys,
        SESSION_KEY=keys.session_key,
        EGRESS_ALLOW=",".join(map(str, environment.load("local").egress_allow)),
    )


def _is_setting(name: str) -> bool:
    known = contract.names()
    return name in known or name.removesuffix("_FILE") in known


def _absolute(settings: Mapping[str, str], base: Path) -> dict[str, str]:
    """Return settings whose `_FILE` paths hold in any folder."""
    return {name: str(base / value) if name.endswith("_FILE") else value for name, value in settings.items()}


def _surroundings() -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if not _is_setting(name)}
    return others | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ.get('PATH', os.defpath)}",
        "PYTHONUNBUFFERED": "1",
        "NO_PROXY": ",".join(filter(None, (others.get("NO_PROXY"), _DIRECT))),
        "no_proxy": ",".join(filter(None, (others.get("no_proxy"), _DIRECT))),
    }
