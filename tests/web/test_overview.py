"""The front page: figures, charts, and what needs somebody."""

import re

import pytest

from tests.web.fake_api import moment
from tests.web.reading import words


def test_one_lands_on_it_after_signing_in(visitor, fake_api):
    assert visitor.sign_in().location == "/"
    assert "<h1>Overview</h1>" in visitor.get("/").text


def test_a_quiet_installation_is_all_well(ada):
    page = words(ada.get("/"))
    assert "all well Nothing needs somebody." in page
    assert "Nothing happened in this period." in page
    assert "nothing is due" in page


def test_the_figures_of_the_period_are_summed(ada, fake_api):
    more = {"received": 900, "delivered": 1_140, "dead": 60, "failed_attempts": 7}
    fake_api.add_stats([more, more], backlog={"waiting": 12, "sending": 3, "oldest_due_seconds": 5.5})
    page = words(ada.get("/"))
    assert "Received 1,800 Delivered 2,280 95 % Dead 120 Failed attempts 14 Waiting 12 Sending 3" in page
    assert "120 deliveries were given up in this period" in page
    assert "late" not in page


def test_charts_are_drawn_by_the_server_and_told_in_words(ada, fake_api):
    quiet = {"received": 30, "latency_p50_ms": 90, "latency_p95_ms": 1_400, "oldest_due_seconds": 1.5}
    fake_api.add_stats([quiet, quiet | {"received": 900, "oldest_due_seconds": 90.0}])
    page = ada.get("/").text
    assert 'aria-label="Events received: received 31/min on average, 60/min at most"' in page
    assert 'aria-label="Latency: slowest 5 % up to 1.4 s; half up to 90 ms"' in page
    assert 'aria-label="Backlog age: the oldest due delivery up to 1 min"' in page
    assert page.count("<svg") == 6
    assert re.search(r'<rect x="[\d.]+" y="0" width="[\d.]+" height="120" data-colour="accent"', page)
    assert not re.search(r"style=|<style", page)


def test_each_bucket_is_a_row_of_the_table(ada, fake_api):
    fake_api.add_stats([{"received": 3}, {}, {"delivered": 2, "latency_p50_ms": 87, "latency_p95_ms": 2_100}])
    table = ada.get("/").text.partition("<details")[2]
    assert table.count('class="lead"') == 2
    assert table.index("2.1 s") < table.index('data-label="Received" class="number">3<')


@pytest.mark.parametrize(("asked", "period"), [("1h", "1h"), ("7d", "7d"), ("", "24h"), ("2y", "24h")])
def test_a_period_is_chosen(ada, fake_api, asked, period):
    page = ada.get(f"/?period={asked}").text
    assert f"/v1/stats?period={period}" in fake_api.heard
    assert re.search(rf'period={period}" aria-current="true"', page)


def test_what_stands_still_is_said(ada, fake_api):
    fake_api.add_destination("billing", state="disabled", state_reason="gone")
    fake_api.add_destination("chatops", state="paused", state_reason="operator")
    fake_api.add_destination("fine")
    job = {"name": "retention", "succeeded_at": None, "failed_at": moment(120), "error": "disk <full>"}
    fake_api.add_stats(jobs=[job], backlog={"waiting": 1, "sending": 0, "oldest_due_seconds": 7_300.0})
    page = words(ada.get("/"))
    assert "disabled gone billing : nothing is delivered to it" in page
    assert "paused chatops : its deliveries wait" in page
    assert "failing the job retention, since 2 min ago : disk <full>" in page
    assert "late the oldest due delivery has waited for 2 h" in page
    assert "fine" not in page.partition("Received")[0]
