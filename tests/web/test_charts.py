"""Charts: what is drawn stands for the values, to scale."""

import pytest

from web.charts import HEIGHT, WIDTH, Scale, Series, bars, gauge, line, round_up


@pytest.mark.parametrize(("value", "top"), [(0, 1), (1, 1), (1.2, 1.5), (27, 30), (61, 80), (81, 100)])
def test_a_scale_ends_at_a_round_number_that_holds_the_values(value, top):
    assert round_up(value, at_least=1) == top
    assert Scale.over([None, value], at_least=1).top == top


def test_bars_stand_on_each_other_and_a_zero_is_not_drawn():
    series = [Series("delivered", "good", [50, 0]), Series("dead", "bad", [25, 100])]
    low, high, alone = bars(series, Scale(100))
    assert (low.colour, low.y, low.height) == ("good", HEIGHT / 2, HEIGHT / 2)
    assert (high.colour, high.y, high.height) == ("bad", HEIGHT / 4, HEIGHT / 4)
    assert (alone.colour, alone.y, alone.height) == ("bad", 0, HEIGHT)
    assert low.x < WIDTH / 2 <= alone.x
    assert alone.x + alone.width <= WIDTH


def test_a_line_is_broken_where_there_is_no_value():
    path = line([100, 50, None, 0], Scale(100))
    assert path == "M0 0H240L240 60H480M720 120H960"


def test_no_value_draws_nothing():
    assert line([None, None], Scale(10)) == ""
    assert bars([Series("received", "accent", [])], Scale(1)) == []


@pytest.mark.parametrize(("value", "share"), [(0, 0), (1, 0.5), (5.5, 0.75), (10, 1), (99, 1)])
def test_a_gauge_gives_each_mark_the_same_room(value, share):
    assert gauge(value, (0, 1, 10)) == WIDTH * share
