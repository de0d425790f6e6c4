"""Values of which there are only a few."""

from enum import StrEnum
from typing import Any

from pydantic import BeforeValidator

from ops.environment.shown import unknown


def one_of(what: str, kind: type[StrEnum]) -> BeforeValidator:
    """Return the check that a value is one of an enum's; what: the word for it in messages."""

    def check(value: Any) -> StrEnum:
        if value not in list(kind):
            raise ValueError(unknown(what, value, kind))
        return kind(value)

    return BeforeValidator(check)
