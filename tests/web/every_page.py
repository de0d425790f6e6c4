"""Every page there is, of an API with a record of every kind."""

from tests.web import test_browser, test_managing_browser
from web.senders import SENDERS

NOT_FOUND = "/nope"


def fill(api):
    """Give an API a record of every kind."""
    test_browser.fill(api)
    test_managing_browser.fill(api)
    api.add_replay(state="running", finished_at=None)
    api.add_source("own", scheme="hmac", options={"header": "X-Signature", "prefix": "", "encoding": "hex"})


def paths(api):
    """Return the path of every page, filled and empty, and of each question that one asks."""
    event, delivery = api.records["events"][60], api.records["deliveries"][0]
    key = api.records["keys"][0]
    return [
        "/",
        "/?period=1h",
        "/events",
        "/events?type=nothing",
        f"/events/{event['id']}",
        f"/events/{event['id']}?body=hex",
        f"/deliveries/{delivery['id']}",
        "/dead-letters",
        "/dead-letters?destination=nobody",
        "/dead-letters/replay",
        "/replays",
        "/replays/new",
        *(f"/replays/{replay['id']}" for replay in api.records["replays"]),
        "/sources",
        "/sources/_new",
        *(f"/sources/_new?scheme={scheme}" for scheme in SENDERS),
        "/sources/stripe",
        "/sources/stripe/edit",
        "/sources/stripe/rejections",
        "/sources/own",
        "/sources/own/edit",
        "/sources/own/delete",
        "/destinations",
        "/destinations/_new",
        "/destinations/paused",
        "/destinations/paused/enable",
        "/destinations/failing",
        *(
            f"/destinations/failing/{what}"
            for what in ("edit", "delete", "test", "rotate", "pause", "disable")
        ),
        "/keys",
        f"/keys/{key['id']}/delete",
        "/audit",
        NOT_FOUND,
    ]


def still(api):
    """Return those that are found, and do not load themselves again as long as a replay runs."""
    running = {f"/replays/{each['id']}" for each in api.records["replays"] if each["state"] == "running"}
    return [path for path in paths(api) if path not in {NOT_FOUND, *running}]
