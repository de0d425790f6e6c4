"""What ingest counts."""

from functools import cache

from prometheus_client import Counter, Histogram

RECEIVED = Counter(
    "ingest_requests", "Posts to /in by result: stored, duplicate, or the problem's name", ["result"]
)
SECONDS = Histogram(
    "ingest_seconds",
    "Time from a request's head to its answer, by status",
    ["status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
RATE_SKIPPED = Counter(
    "ingest_rate_skipped", "Posts whose rate was not checked, because Redis is down or slow"
)
REJECTED = Counter(
    "ingest_rejections", "Posts that a source refused, by the problem's name", ["source", "reason"]
)


@cache
def received(result: str) -> Counter:
    """Return the counter of a result, which is looked up once."""
    return RECEIVED.labels(result)


@cache
def seconds(status: int) -> Histogram:
    """Return the histogram of a status, which is looked up once."""
    return SECONDS.labels(status)
