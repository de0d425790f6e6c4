"""A destination as an operator describes it."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from service.v1.fields import Name, Strict, Text
from service.v1.urls import check_url

EventType = Annotated[Text, Field(max_length=1000)]


class DestinationFields(Strict):
    """What an operator says about a new destination; sources: their names."""

    name: Name
    url: Annotated[str, AfterValidator(check_url)]
    sources: Annotated[list[Text], Field(default_factory=list, max_length=1000)]
    event_types: Annotated[list[EventType], Field(min_length=1, max_length=1000)] | None = None
    max_in_flight: Annotated[int, Field(ge=1, le=100)] = 4
    timeout_seconds: Annotated[int, Field(ge=1, le=60)] = 15


class DestinationChanges(DestinationFields):
    """A destination with its changes: the state too."""

    state: Literal["enabled", "paused", "disabled"]
