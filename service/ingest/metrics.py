"""What ingest counts."""

from prometheus_client import Counter

RECEIVED = Counter(
    "ingest_requests", "Posts to /in by result: stored, duplicate, or the problem's name", ["result"]
)
