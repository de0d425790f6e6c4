"""The front page: what came, what became of it, how fast, and what needs somebody."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, render_template, request

from web.charts import Bar, Scale, Series, Values, bars, gauge, line
from web.display import age, duration, per_minute
from web.paging import every
from web.records import Bucket, Stats
from web.services import api

bp = Blueprint("overview", __name__)
PERIODS = {"1h": "Hour", "24h": "Day", "7d": "Week"}
USUAL_PERIOD = "24h"
AGES = (0, 1, 10, 60, 600, 3600, 86_400)
"""Seconds at the marks of the backlog's gauge."""
LATE_SECONDS = 60
"""The oldest due delivery needs somebody from then on; a first attempt starts within two."""


@dataclass(frozen=True)
class Chart:
    """One chart with its words; `bars` or `lines` (colour and SVG path) is what it draws."""

    title: str
    says: str
    top: str
    series: list[Series]
    bars: list[Bar]
    lines: list[tuple[str, str]]


@bp.get("/")
def index() -> str:
    """Show the figures of an hour, a day or a week."""
    asked = request.args.get("period", "")
    stats = api().stats(asked if asked in PERIODS else USUAL_PERIOD)
    oldest = stats["backlog"]["oldest_due_seconds"] or 0
    return render_template(
        "overview.html",
        stats=stats,
        periods=PERIODS,
        totals=totals(stats),
        charts=list(charts(stats)),
        still=[item for item in every(api().destinations) if item["state"] != "enabled"],
        oldest=oldest,
        ages=AGES,
        late=oldest >= LATE_SECONDS,
        gauge=gauge(oldest, AGES),
        failing=[job for job in stats["jobs"] if job["failed_at"]],
    )


def totals(stats: Stats) -> dict[str, int]:
    """Return the sums over the period of what is counted."""
    counted = ("received", "delivered", "dead", "cancelled", "failed_attempts")
    return {name: sum(bucket[name] for bucket in stats["buckets"]) for name in counted}  # type: ignore[literal-required]


def charts(stats: Stats) -> Iterator[Chart]:
    """Yield the charts, in the order in which a webhook travels."""
    buckets, minutes = stats["buckets"], stats["bucket_seconds"] / 60
    yield _rates("Events received", [_rate(buckets, "received", "accent", minutes)])
    yield _rates(
        "Deliveries finished",
        [
            _rate(buckets, "delivered", "good", minutes),
            _rate(buckets, "dead", "bad", minutes),
            _rate(buckets, "cancelled", "idle", minutes),
        ],
    )
    yield _rates(
        "Failures",
        [
            _rate(buckets, "failed_attempts", "warn", minutes, "failed attempts"),
            _rate(buckets, "dead", "bad", minutes, "given up"),
        ],
    )
    yield _latency(buckets)
    yield _ages(buckets)


def _rate(buckets: list[Bucket], field: str, colour: str, minutes: float, name: str = "") -> Series:
    return Series(name or field, colour, [bucket[field] / minutes for bucket in buckets])  # type: ignore[literal-required]


def _rates(title: str, series: list[Series]) -> Chart:
    stacked = [
        sum(value or 0 for value in values) for values in zip(*(one.values for one in series), strict=True)
    ]
    scale = Scale.over(stacked, at_least=1)
    says = "; ".join(
        f"{one.name} {per_minute(_mean(one.values))} on average, {per_minute(_peak(one.values))} at most"
        for one in series
    )
    return Chart(title, says, per_minute(scale.top), series, bars(series, scale), [])


def _latency(buckets: list[Bucket]) -> Chart:
    series = [
        Series("slowest 5 %", "warn", [bucket["latency_p95_ms"] for bucket in buckets]),
        Series("half", "accent", [bucket["latency_p50_ms"] for bucket in buckets]),
    ]
    scale = Scale.over([value for one in series for value in one.values], at_least=10)
    says = "; ".join(f"{one.name} up to {duration(int(_peak(one.values)))}" for one in series)
    lines = [(one.colour, line(one.values, scale)) for one in series]
    return Chart("Latency", says, duration(int(scale.top)), series, [], lines)


def _ages(buckets: list[Bucket]) -> Chart:
    series = [Series("oldest due delivery", "accent", [bucket["oldest_due_seconds"] for bucket in buckets])]
    scale = Scale.over(series[0].values, at_least=10)
    says = f"the oldest due delivery up to {age(_peak(series[0].values))}"
    return Chart("Backlog age", says, age(scale.top), series, [], [("accent", line(series[0].values, scale))])


def _mean(values: Values) -> float:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else 0.0


def _peak(values: Values) -> float:
    return max((value for value in values if value is not None), default=0.0)
