"""Property maps as they travel between the engine and a provider."""

import json
from collections.abc import Mapping
from typing import Any

from google.protobuf import json_format, struct_pb2
from pulumi.runtime.rpc import UNKNOWN

Properties = dict[str, Any]


def load(struct: struct_pb2.Struct) -> Properties:
    """Return the properties of a message. The wire knows floats only: whole ones become ints again."""
    return {name: _with_ints(value) for name, value in json_format.MessageToDict(struct).items()}


def dump(properties: Mapping[str, Any]) -> struct_pb2.Struct:
    """Return a message with these properties, without those that are None."""
    message = struct_pb2.Struct()
    json_format.ParseDict({k: v for k, v in properties.items() if v is not None}, message)
    return message


def is_unknown(value: object) -> bool:
    """Tell whether a value, or a part of it, is not known before something else is made."""
    return UNKNOWN in json.dumps(value)


def _with_ints(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_ints(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_ints(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
