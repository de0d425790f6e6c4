"""`.env.example`: every setting with what it means and its default."""

from collections.abc import Iterator
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from core.settings import ApiSettings, DataSettings, Settings, WebSettings, WorkerSettings
from ops.contract import CLASSES
from ops.render.header import sentence

_HEADER = f"""\
# Every setting, with its default. Copy this file to .env and uncomment what you change: `invoke up` reads it,
# and the environment wins over it. NAME_FILE names a file that holds the value.
# {sentence("core/settings.py")}
"""
_MADE = "required; `invoke up` makes it once"
_LAPTOP = {
    (ApiSettings, "public_url"): "the API's own address",
    (DataSettings, "egress_allow"): "loopback",
    (ApiSettings, "metrics_port"): "a free port when this one is in use",
    (WorkerSettings, "concurrency"): "2, and 1 for slow destinations",
    (WebSettings, "port"): "set it by --web-port: in .env, PORT is the API's",
    (WebSettings, "api_url"): "the API's own address",
}


def text() -> str:
    """Return the file, a section per class of settings."""
    return "\n".join([_HEADER, *(_section(kind) for kind in _kinds())])


def _kinds() -> list[type[Settings]]:
    """Return the classes, each after those that it builds on."""
    ancestry = (kind for each in CLASSES for kind in reversed(each.mro()) if issubclass(kind, Settings))
    return list(dict.fromkeys(ancestry))


def _section(kind: type[Settings]) -> str:
    own = [name for name in kind.model_fields if name in kind.__annotations__]
    lines = (line for name in own for line in _setting(kind, name, kind.model_fields[name]))
    return "\n".join([f"# ---- {kind.__doc__}", *lines, ""])


def _setting(kind: type[Settings], name: str, field: FieldInfo) -> Iterator[str]:
    yield f"# {field.description}"
    if field.is_required():
        yield f"#   {_MADE}"
    if (kind, name) in _LAPTOP:
        yield f"#   with `invoke up`: {_LAPTOP[kind, name]}"
    yield f"# {name.upper()}={'' if field.is_required() else _written(field.default)}"


def _written(default: Any) -> str:
    if isinstance(default, SecretStr):
        return default.get_secret_value()
    if isinstance(default, tuple):
        return ",".join(map(str, default))
    return "" if default is None else str(default)
