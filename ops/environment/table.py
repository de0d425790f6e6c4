"""What every table of an environment's file has in common."""

from pydantic import BaseModel, ConfigDict


class Table(BaseModel):
    """A table of the file: frozen, of exact types, without unknown keys, silent about values."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)
