"""What a replay is asked for."""

import json
from hashlib import sha256
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, JsonValue, model_validator

from service.v1.fields import Id, Since, Strict, Text

DeliveryState = Literal["pending", "sending", "delivered", "dead", "cancelled"]
ONE_OF: list[JsonValue] = [
    {"required": ["event_ids"], "properties": {"event_ids": {"type": "array"}, "filter": {"type": "null"}}},
    {"required": ["filter"], "properties": {"filter": {"type": "object"}, "event_ids": {"type": "null"}}},
]


class ReplayFilter(Strict):
    """Which events: those that fit all that is given."""

    source: Text | None = None
    """A source's name."""
    destination: Text | None = None
    """Events that have a delivery to the destination of this name."""
    state: DeliveryState | None = None
    """Events that have a delivery in this state, to `destination` if that is given."""
    type: Text | None = None
    since: Annotated[Since | None, Field(alias="from")] = None
    """Not received before this time."""
    to: Since | None = None
    """Received before this time."""


class ReplayFields(Strict):
    """Which events to deliver once more, and where. Either `event_ids` or `filter` is given."""

    model_config = ConfigDict(json_schema_extra={"oneOf": ONE_OF})

    event_ids: Annotated[list[Id], Field(min_length=1, max_length=1000)] | None = None
    """Repeated ones count once."""
    filter: ReplayFilter | None = None
    destinations: Annotated[list[Text], Field(min_length=1, max_length=1000)] | None = None
    """Names of destinations: of today's routes only those that lead there."""

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.event_ids is None) == (self.filter is None):
            raise ValueError("give either event_ids or filter")
        return self

    def hash(self) -> bytes:
        """Return what tells this request from another."""
        return sha256(json.dumps(self.model_dump(mode="json"), sort_keys=True).encode()).digest()

    def told(self) -> dict[str, Any]:
        """Return it for the audit log: of ids only how many."""
        told = self.model_dump(mode="json", exclude={"event_ids"}, exclude_none=True)
        return told | ({"event_ids": len(set(self.event_ids))} if self.event_ids else {})
