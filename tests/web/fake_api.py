"""The API of the contract as far as the pages use it, held in memory and served over real HTTP."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.serving import make_server

from core.ids import uuid7

STATES = ("pending", "sending", "delivered", "dead", "cancelled")
QUERIES = {
    "events": {"source", "type", "provider_id", "from", "to"},
    "deliveries": {"state", "destination", "event_id", "from", "to"},
    "replays": set(),
    "sources": set(),
    "destinations": set(),
    "keys": set(),
    "audit": {"from", "to"},
}

PERIOD = {"from", "to"}


def moment(seconds_ago: float = 0) -> str:
    at = datetime.now(UTC) - timedelta(seconds=seconds_ago)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def problem(status: int, kind: str, title: str, **more: Any) -> Response:
    body = {"type": f"urn:webhook-monitor:{kind}", "title": title, "status": status, "detail": ""}
    body |= {"request_id": g.request_id} | more
    return Response(json.dumps(body), status, content_type="application/problem+json")


class FakeApi:
    """Records by noun, oldest first; `add_*` make them, and what a test changes is what the API says next."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.keys = {"key-of-ada": "admin"}
        """What each key may do."""
        self.records: dict[str, list[dict[str, Any]]] = {noun: [] for noun in QUERIES}
        self.bodies: dict[str, bytes] = {}
        self.attempts: dict[str, list[dict[str, Any]]] = {}
        self.stats: dict[str, Any] = {}
        self.asked: dict[str, dict[str, Any]] = {}
        """What each replay was asked for, by its id."""
        self.heard: list[str] = []
        self._newest_id = ""
        self.failure: Callable[[], Response] | None = None
        self._server = make_server("127.0.0.1", port, self._app(), threaded=True)
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def add_source(self, name: str, **changes: Any) -> dict[str, Any]:
        record = {
            "id": self._new_id(),
            "name": name,
            "scheme": "github",
            "options": None,
            "secret_count": 1,
            "tolerance_seconds": 300,
            "max_bytes": 1_048_576,
            "rate_per_second": 100,
            "enabled": True,
            "ingest_url": f"http://localhost:3000/in/{name}",
            "created_at": moment(),
        }
        return self._keep("sources", record | changes)

    def add_destination(self, name: str, **changes: Any) -> dict[str, Any]:
        record = {
            "id": self._new_id(),
            "name": name,
            "url": f"https://{name}.example/webhooks",
            "sources": ["github"],
            "event_types": None,
            "max_in_flight": 4,
            "timeout_seconds": 15,
            "state": "enabled",
            "state_reason": None,
            "created_at": moment(),
        }
        return self._keep("destinations", record | changes)

    def add_event(self, body: bytes = b"{}", headers: Any = (), **changes: Any) -> dict[str, Any]:
        record = {
            "id": self._new_id(),
            "source": "github",
            "type": "push",
            "provider_id": None,
            "content_type": "application/json",
            "size": len(body),
            "received_at": moment(),
            "deliveries": dict.fromkeys(STATES, 0),
            "method": "POST",
            "headers": [list(header) for header in headers],
        } | changes
        self.bodies[record["id"]] = body
        return self._keep("events", record)

    def add_delivery(
        self, event: dict[str, Any], destination: str, attempts: Any = (), **changes: Any
    ) -> dict[str, Any]:
        last = attempts[-1] if attempts else {"status": None, "error": None}
        record = {
            "id": self._new_id(),
            "event_id": event["id"],
            "destination": destination,
            "state": "delivered",
            "attempts": len(attempts),
            "next_attempt_at": None,
            "last_status": last["status"],
            "last_error": last["error"],
            "replay_id": None,
            "created_at": moment(),
            "finished_at": None,
        } | changes
        event["deliveries"][record["state"]] += 1
        self.attempts[record["id"]] = list(attempts)
        return self._keep("deliveries", record)

    def add_replay(self, **changes: Any) -> dict[str, Any]:
        record = {
            "id": self._new_id(),
            "state": "done",
            "matched": 0,
            "created": 0,
            "created_at": moment(),
            "finished_at": moment(),
        }
        return self._keep("replays", record | changes)

    def add_stats(self, buckets: Any = (), **changes: Any) -> dict[str, Any]:
        self.stats = {
            "bucket_seconds": 900,
            "buckets": [bucket((len(buckets) - place) * 900, **more) for place, more in enumerate(buckets)],
            "backlog": {"waiting": 0, "sending": 0, "oldest_due_seconds": None},
            "kept": {"oldest_day": None, "bytes": 0, "retention_days": 30, "retention_max_gb": None},
            "jobs": [],
        } | changes
        return self.stats

    def _new_id(self) -> str:
        while (new := str(uuid7())) <= self._newest_id:
            pass  # within one millisecond ids have no order
        self._newest_id = new
        return new

    def _keep(self, noun: str, record: dict[str, Any]) -> dict[str, Any]:
        self.records[noun].append(record)
        return record

    def _app(self) -> Flask:
        app = Flask("fake_api")
        app.before_request(self._receive)
        app.add_url_rule("/v1/<noun>", view_func=self._list)
        app.add_url_rule("/v1/<noun>/<uuid:record_id>", view_func=self._show)
        app.add_url_rule("/v1/events/<uuid:record_id>/body", view_func=self._body)
        app.add_url_rule("/v1/stats", view_func=self._stats)
        app.add_url_rule("/v1/key", view_func=self._current_key)
        app.add_url_rule("/v1/replays", view_func=self._make_replay, methods=["POST"])
        app.add_url_rule("/v1/replays/<uuid:replay_id>", view_func=self._cancel_replay, methods=["DELETE"])
        app.register_error_handler(HTTPException, lambda error: problem(error.code, "http", error.name))
        return app

    def _receive(self) -> Response | None:
        g.request_id = request.headers["X-Request-Id"]
        self.heard.append(request.full_path)
        if self.failure:
            return self.failure()
        if self._key() not in self.keys:
            return problem(401, "unauthorized", "No valid key")
        return None

    def _key(self) -> str:
        return request.headers.get("Authorization", "").removeprefix("Bearer ")

    def _current_key(self) -> Any:
        return {"name": self._key(), "scope": self.keys[self._key()]}

    def _list(self, noun: str) -> Any:
        query = request.args.to_dict()
        limit, cursor = int(query.pop("limit", 50)), query.pop("cursor", None)
        if not 1 <= limit <= 200 or query.keys() - QUERIES[noun]:
            return problem(400, "bad-request", "Bad query")
        if cursor and cursor not in {record["id"] for record in self.records[noun]}:
            return problem(400, "bad-request", "Bad cursor", errors=[{"field": "cursor", "message": "odd"}])
        found = [record for record in reversed(self.records[noun]) if matches(record, query)]
        found = [record for record in found if cursor is None or record["id"] < cursor]
        more = found[limit - 1]["id"] if len(found) > limit else None
        data = [without(record, "method", "headers") for record in found[:limit]]
        return {"data": data, "next": more}

    def _show(self, noun: str, record_id: Any) -> Any:
        found = next((item for item in self.records[noun] if item["id"] == str(record_id)), None)
        if found is None:
            return problem(404, "not-found", "Not found", detail=f"There is no such record in {noun}.")
        return found | ({"attempt_log": self.attempts[found["id"]]} if noun == "deliveries" else {})

    def _stats(self) -> Any:
        if request.args.keys() - {"period"} or request.args.get("period", "24h") not in {"1h", "24h", "7d"}:
            return problem(400, "bad-request", "Bad query")
        return (self.stats or self.add_stats()) | {"period": request.args.get("period", "24h")}

    def _make_replay(self) -> Any:
        wanted = request.get_json() | {"idempotency_key": request.headers["Idempotency-Key"]}
        made = next((id_ for id_, asked in self.asked.items() if asked == wanted), None)
        if made is None:
            events = wanted.get("event_ids", [])
            state = {"state": "done"} if events else {"state": "running", "finished_at": None}
            made = self.add_replay(matched=len(events), created=len(events), **state)["id"]
            self.asked[made] = wanted
        return self._show("replays", made), 202

    def _cancel_replay(self, replay_id: Any) -> Any:
        record = self._show("replays", replay_id)
        if record["state"] == "running":
            record |= {"state": "cancelled", "finished_at": moment()}
            self.records["replays"] = [
                record if known["id"] == record["id"] else known for known in self.records["replays"]
            ]
        return "", 204

    def _body(self, record_id: Any) -> Response:
        return Response(self.bodies[str(record_id)], content_type="application/octet-stream")


def bucket(seconds_ago: float, **changes: Any) -> dict[str, Any]:
    counts = dict.fromkeys(("received", "delivered", "dead", "cancelled", "failed_attempts"), 0)
    unknown = dict.fromkeys(("latency_p50_ms", "latency_p95_ms", "oldest_due_seconds"))
    return {"at": moment(seconds_ago)} | counts | unknown | changes


def matches(record: Mapping[str, Any], query: Mapping[str, str]) -> bool:
    at = datetime.fromisoformat(record.get("received_at") or record.get("created_at") or record["at"])
    period = {name: datetime.fromisoformat(query[name]) for name in PERIOD & query.keys()}
    within = period.get("from", at) <= at and ("to" not in period or at < period["to"])
    return within and all(record[name] == value for name, value in query.items() if name not in PERIOD)


def without(record: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in names}
