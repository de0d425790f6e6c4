"""When a failed delivery is tried again."""

import random
from datetime import UTC, datetime

RETRY_SECONDS = (5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200)
"""Waits after the first, second, … failed attempt; after the last of them the delivery is dead."""

JITTER = 0.2
RETRY_AFTER_CAP_SECONDS = 3_600
HTTP_DATES = ("%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y")


def retry_delay(failed_attempts: int, retry_after: str | None, now: datetime) -> float | None:
    """Return the seconds until the next attempt, or None when there is none; retry_after: the header."""
    if failed_attempts > len(RETRY_SECONDS):
        return None
    jittered = RETRY_SECONDS[failed_attempts - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311
    return max(jittered, min(retry_after_seconds(retry_after, now), RETRY_AFTER_CAP_SECONDS))


def retry_after_seconds(value: str | None, now: datetime) -> float:
    """Read a Retry-After header, seconds or a date; 0 when it is missing or nonsense."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[-10:]) if not text[:-10].strip("0") else RETRY_AFTER_CAP_SECONDS
    for form in HTTP_DATES:
        try:
            date = datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
        return max((date - now).total_seconds(), 0)
    return 0
