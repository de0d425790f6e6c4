"""Small charts as what an SVG is made of. Each is WIDTH by HEIGHT units, and is stretched to its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import floor, log10
from typing import Self

WIDTH, HEIGHT = 960, 120
GAP = 0.2
"""Of a bar's place."""

Values = Sequence[float | None]


@dataclass(frozen=True)
class Series:
    """What one colour of a chart shows: a value for each bucket, None where there is none."""

    name: str
    colour: str
    values: Values


@dataclass(frozen=True)
class Bar:
    """One rectangle, in units of the chart."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True)
class Scale:
    """The vertical axis: from nothing to `top`."""

    top: float

    @classmethod
    def over(cls, values: Values, at_least: float) -> Self:
        """Return the smallest scale with a round top that holds the values."""
        return cls(round_up(max((value for value in values if value is not None), default=0), at_least))

    def y(self, value: float) -> float:
        """Return how far below the top of the chart the value lies."""
        return round(HEIGHT * (1 - value / self.top), 2)


def round_up(value: float, at_least: float) -> float:
    """Return the first of 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20 … that is not below either."""
    value = max(value, at_least)
    power = 10.0 ** floor(log10(value))
    return next(step * power for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if step * power >= value)


def places(count: int) -> list[tuple[float, float]]:
    """Return where each of the buckets begins, and how wide it is."""
    width = WIDTH / max(count, 1)
    return [(round(place * width, 2), round(width, 2)) for place in range(count)]


def bars(series: Sequence[Series], scale: Scale) -> list[Bar]:
    """Return the series stacked, the first at the bottom; nothing is drawn of a zero."""
    drawn = []
    for (x, width), values in zip(places(len(series[0].values)), _buckets(series), strict=True):
        tops = [scale.y(sum_) for sum_ in accumulate(values)]
        for line, top, bottom in zip(series, tops, [float(HEIGHT), *tops], strict=False):
            if bottom > top:
                bar = Bar(x + width * GAP / 2, top, width * (1 - GAP), bottom - top, line.colour)
                drawn.append(bar)
    return drawn


def sums(series: Sequence[Series]) -> list[float]:
    """Return how high each stack of bars is."""
    return [sum(values) for values in _buckets(series)]


def line(values: Values, scale: Scale) -> str:
    """Return an SVG path: a step for each bucket, broken where there is no value."""
    path, pen_is_down = [], False
    for (x, width), value in zip(places(len(values)), values, strict=True):
        if value is not None:
            y = scale.y(value)
            path.append(f"{'L' if pen_is_down else 'M'}{x:g} {y:g}H{x + width:g}")
        pen_is_down = value is not None
    return "".join(path)


def _buckets(series: Sequence[Series]) -> list[tuple[float, ...]]:
    return list(zip(*([value or 0 for value in line.values] for line in series), strict=True))


def gauge(value: float, marks: Sequence[float]) -> float:
    """Return how long the bar of a value is on an axis whose marks lie evenly; marks: rising, from 0 on."""
    step = WIDTH / (len(marks) - 1)
    for place, (low, high) in enumerate(pairwise(marks)):
        if value < high:
            return round((place + (value - low) / (high - low)) * step, 2)
    return float(WIDTH)
