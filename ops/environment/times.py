"""Times of a day and of a week, UTC."""

import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, InstanceOf

from ops.environment.shown import shown


class Day(StrEnum):
    """A day of the week, as systemd writes it."""

    MON = "Mon"
    TUE = "Tue"
    WED = "Wed"
    THU = "Thu"
    FRI = "Fri"
    SAT = "Sat"
    SUN = "Sun"


@dataclass(frozen=True)
class Weekly:
    """A time of every week."""

    day: Day
    at: time

    def __str__(self) -> str:
        return f"{self.day} {self.at:%H:%M}"


_AT = r"(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)"
_DAILY = re.compile(_AT, re.ASCII)
_WEEKLY = re.compile(rf"(?P<day>{'|'.join(Day)}) {_AT}", re.ASCII)


def _parts(pattern: re.Pattern[str], value: Any, wanted: str) -> dict[str, str]:
    found = pattern.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise ValueError(f"{shown(value)} must be {wanted}".strip())
    return found.groupdict()


def _daily(value: Any) -> time:
    parts = _parts(_DAILY, value, 'a time of day such as "02:00"')
    return time(int(parts["hour"]), int(parts["minute"]))


def _weekly(value: Any) -> Weekly:
    wanted = f'a day and a time such as "Sun 02:00"; days are {", ".join(Day)}'
    parts = _parts(_WEEKLY, value, wanted)
    return Weekly(Day(parts["day"]), time(int(parts["hour"]), int(parts["minute"])))


Daily = Annotated[time, BeforeValidator(_daily)]
WeeklyTime = Annotated[InstanceOf[Weekly], BeforeValidator(_weekly)]
