"""The promise of the design, in its short form; `invoke bench loss` is the full one."""

from ops.bench import loss


def test_nothing_answered_2xx_is_lost_while_everything_dies_in_turn():
    report = loss.run(count=600, rounds=1)
    assert report.answered == 600
    assert report.holds, report
