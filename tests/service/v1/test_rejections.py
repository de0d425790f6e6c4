"""Rejections: what a source turned away lately, and how often for which reason."""

import pytest

from core.ids import uuid7
from tests.service.conftest import next_id

INSERT = "insert into rejections values (%s, %s, '192.0.2.7', %s, %s)"
COUNT = "insert into rejection_counts values (%s, %s, %s)"


@pytest.fixture
def rejected(rows, source):
    """Write two rejections as ingest does; return their ids, newest first."""
    ids = [next_id(), next_id()]
    for id_, reason in zip(ids, ("bad-signature", "rate-limited"), strict=True):
        rows.execute(INSERT, [id_, source["id"], reason, ["User-Agent", "X-Hub-Signature-256"]])
    rows.execute(COUNT, [source["id"], "bad-signature", 1_000_000])
    return [str(id_) for id_ in reversed(ids)]


def test_they_are_listed_newest_first_with_all_that_is_known(api, source, rejected):
    page = api.get(f"/v1/sources/{source['id']}/rejections")
    assert page["next"] is None
    assert page["counts"] == {"bad-signature": 1_000_000}
    assert [one["id"] for one in page["data"]] == rejected
    first = page["data"][0]
    assert first == {
        "id": rejected[0],
        "at": first["at"],
        "address": "192.0.2.7",
        "reason": "rate-limited",
        "header_names": ["User-Agent", "X-Hub-Signature-256"],
    }


def test_they_are_paged(api, source, rejected):
    path = f"/v1/sources/{source['id']}/rejections"
    first = api.get(path, limit=1)
    assert [one["id"] for one in first["data"]] == rejected[:1]
    assert [one["id"] for one in api.get(path, cursor=first["next"])["data"]] == rejected[1:]


def test_they_are_of_one_source(api, name, rejected):
    other = api.make("/v1/sources", name=f"{name}-b", scheme="none")
    page = api.get(f"/v1/sources/{other['id']}/rejections")
    assert page == {"data": [], "next": None, "counts": {}}


def test_they_go_with_their_source(api, rows, source, rejected):
    assert api.send("DELETE", f"/v1/sources/{source['id']}").status_code == 204
    for table in ("rejections", "rejection_counts"):
        assert rows.execute(f"select from {table} where source_id = %s", [source["id"]]).rowcount == 0


def test_an_unknown_source_is_404(api):
    assert api.send("GET", f"/v1/sources/{uuid7()}/rejections").status_code == 404
