"""What ingest counts."""

from prometheus_client import Counter

RECEIVED = Counter(
    "ingest_requests", "Posts to /in by result: stored, duplicate, or the problem's name", ["result"]
)
RATE_SKIPPED = Counter(
    "ingest_rate_skipped", "Posts whose rate was not checked, because Redis is down or slow"
)
REJECTED = Counter(
    "ingest_rejections", "Posts that a source refused, by the problem's name", ["source", "reason"]
)
