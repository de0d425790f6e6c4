"""A destination as an operator describes it."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from service.v1.fields import WHOLE_NUMBER, Name, Strict, Text
from service.v1.urls import check_url

EventType = Annotated[Text, Field(max_length=1000)]
Url = Annotated[
    str,
    AfterValidator(check_url),
    Field(
        description="Where to post to: http or https, a host name or a public address.",
        examples=["https://billing.example.com/hooks"],
    ),
]
Sources = Annotated[
    list[Text], Field(max_length=1000, description="Names of the sources whose events go there.")
]
EventTypes = Annotated[
    list[EventType] | None,
    Field(min_length=1, max_length=1000, description="Only events of these types; null: all."),
]
MaxInFlight = Annotated[
    int, Field(ge=1, le=100, description="Requests open at once to it, over all workers."), WHOLE_NUMBER
]
TimeoutSeconds = Annotated[
    int, Field(ge=1, le=60, description="How long an answer is waited for."), WHOLE_NUMBER
]


class DestinationFields(Strict):
    """What an operator says about a new destination; sources: their names."""

    name: Name
    url: Url
    sources: Annotated[Sources, Field(default_factory=list)]
    event_types: EventTypes = None
    max_in_flight: MaxInFlight = 4
    timeout_seconds: TimeoutSeconds = 15


class DestinationChanges(DestinationFields):
    """A destination with its changes: the state too."""

    state: Literal["enabled", "paused", "disabled"]
