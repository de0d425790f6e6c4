"""Lists of every kind: newest first, page by page, nothing twice and nothing missed."""

from base64 import urlsafe_b64encode

import pytest

LISTS = ["/v1/sources", "/v1/destinations", "/v1/events", "/v1/deliveries"]
LAST = urlsafe_b64encode(b"x" * 16).decode().rstrip("=")


def test_pages_follow_each_other_without_gap_or_repetition(api, source, received):
    made = [received.event(source) for _ in range(7)]
    seen, cursor = [], {}
    for size in (3, 3, 1):
        page = api.get("/v1/events", source=source["name"], limit=3, **cursor)
        assert len(page["data"]) == size
        seen += [item["id"] for item in page["data"]]
        received.event(source)  # newer ones do not move the pages that follow
        cursor = {"cursor": page["next"]}
    assert page["next"] is None
    assert seen == sorted(made, reverse=True)


def test_a_page_that_ends_exactly_is_the_last(api, source, received):
    for _ in range(2):
        received.event(source)
    assert api.get("/v1/events", source=source["name"], limit=2)["next"] is None


def test_configured_things_are_paged_too(api, source, destination):
    for path in ("/v1/sources", "/v1/destinations"):
        first = api.get(path, limit=1)
        everything = api.get(path, limit=200)["data"]
        assert [item["id"] for item in everything] == sorted(
            (item["id"] for item in everything), reverse=True
        )
        assert first["data"] == everything[:1]
        if first["next"]:
            assert api.get(path, limit=1, cursor=first["next"])["data"] == everything[1:2]


def test_fifty_is_the_usual_page(api, source, received):
    for _ in range(51):
        received.event(source)
    assert len(api.get("/v1/events", source=source["name"])["data"]) == 50


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "", "1.5"])
def test_a_limit_out_of_range_is_refused(api, path, limit):
    assert api.wrong_fields("GET", path, limit=limit).keys() == {"limit"}


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "cursor",
    ["", "x", "!!", "é", urlsafe_b64encode(b"x" * 17).decode(), f"{LAST}==", f"{LAST}!!", f"{LAST[:-1]}B"],
)
def test_a_bad_cursor_is_refused(api, path, cursor):
    assert api.wrong_fields("GET", path, cursor=cursor).keys() == {"cursor"}


@pytest.mark.parametrize("path", LISTS)
def test_a_repeated_parameter_is_refused(api, path):
    assert api.wrong_fields("GET", path, limit=["1", "2"]).keys() == {"limit"}


@pytest.mark.parametrize("query", ["type", "provider_id", "source"])
def test_a_nul_is_refused(api, query):
    assert api.wrong_fields("GET", "/v1/events", **{query: "a\0"}).keys() == {query}


@pytest.mark.parametrize("limit", ["1.0", "1_0", " 1", "+1", "1e1", "\N{ARABIC-INDIC DIGIT ONE}"])
def test_a_limit_is_written_in_plain_digits(api, limit):
    assert api.wrong_fields("GET", "/v1/events", limit=limit).keys() == {"limit"}


@pytest.mark.parametrize("name", ["from", "to", "limit", "cursor", "type"])
def test_a_parameter_is_given_once(api, name):
    assert api.wrong_fields("GET", "/v1/events", **{name: ["1", "2"]}) == {name: "given more than once"}
