"""Who may log in: public keys in OpenSSH's form."""

from typing import Annotated, Any

from pydantic import BeforeValidator

from ops.environment.names import PersonName


def _public_key(value: Any) -> str:
    return value if isinstance(value, str) else ""


People = dict[PersonName, Annotated[str, BeforeValidator(_public_key)]]
