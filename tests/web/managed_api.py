"""The fake API, changed by the managing pages; what it refuses, and how, is the real one's."""

from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask, Response, g, request

from service.problems import CONTENT_TYPE, Problem
from service.v1.destination_fields import DestinationChanges, DestinationFields
from service.v1.keys import KeyFields
from service.v1.parsing import validate
from service.v1.source_fields import SourceFields
from service.v1.sources import _require_secrets
from tests.web.fake_api import FakeApi, moment, problem

MODELS: dict[str, Any] = {"sources": SourceFields, "destinations": DestinationFields, "keys": KeyFields}
SIGNING_SECRET = "whsec_bmV3IHNpZ25pbmcgc2VjcmV0"
KEY = "wm_a-key-that-is-told-once"


class ManagedApi(FakeApi):
    """`secrets` holds those that sources were given, by name."""

    def __init__(self, port: int) -> None:
        self.secrets: dict[str, list[str]] = {}
        self.rejected: dict[str, Any] = {"data": [], "next": None, "counts": {}}
        self.refusal: Callable[[], Response] | None = None
        """What every change is answered with, if anything."""
        super().__init__(port)

    def add_key(self, name: str, scope: str = "read") -> dict[str, Any]:
        record = {"id": self._new_id(), "name": name, "scope": scope, "created_at": moment()}
        return self._keep("keys", record)

    def add_audit(self, action: str, name: str | None, **changes: Any) -> dict[str, Any]:
        record = {
            "id": self._new_id(),
            "at": moment(),
            "key": {"id": None, "name": None},
            "action": action,
            "target": {"id": self._new_id(), "name": name},
            "changes": changes,
        }
        return self._keep("audit", record)

    def add_rejection(self, reason: str, *header_names: str) -> None:
        entry = {"id": self._new_id(), "at": moment(), "address": "203.0.113.9", "reason": reason}
        self.rejected["data"].insert(0, entry | {"header_names": list(header_names)})
        self.rejected["counts"][reason] = self.rejected["counts"].get(reason, 0) + 1

    def _app(self) -> Flask:
        app = super()._app()
        app.register_error_handler(Problem, told)
        app.add_url_rule("/v1/<noun>", "make", self._make, methods=["POST"])
        app.add_url_rule("/v1/<noun>/<uuid:record_id>", "change", self._change, methods=["PATCH"])
        app.add_url_rule("/v1/<noun>/<uuid:record_id>", "delete", self._delete, methods=["DELETE"])
        app.add_url_rule("/v1/destinations/<uuid:record_id>/test", "test", self._test, methods=["POST"])
        app.add_url_rule("/v1/destinations/<uuid:record_id>/rotate", "rotate", self._rotate, methods=["POST"])
        app.add_url_rule("/v1/sources/<uuid:record_id>/rejections", "rejections", self._rejections)
        return app

    def _make(self, noun: str) -> Any:
        if self.refusal:
            return self.refusal()
        fields = validate(MODELS[noun], request.get_json())
        self._require_name(noun, fields)
        if noun == "sources":
            _require_secrets(fields)
            return self.add_source(**self._source(fields)), 201
        if noun == "keys":
            return self.add_key(fields.name, str(fields.scope)) | {"key": KEY}, 201
        return self.add_destination(**fields.model_dump()) | {"signing_secret": SIGNING_SECRET}, 201

    def _change(self, noun: str, record_id: Any) -> Any:
        if self.refusal:
            return self.refusal()
        record, changes = self._show(noun, record_id), request.get_json()
        model = DestinationChanges if noun == "destinations" else MODELS[noun]
        present = {name: record[name] for name in model.model_fields if name in record}
        fields = validate(model, present | changes)
        self._require_name(noun, fields, str(record_id))
        after = self._source(fields) if noun == "sources" else fields.model_dump()
        if "state" in changes:
            after["state_reason"] = None if changes["state"] == "enabled" else "operator"
        self._record(noun, record_id).update(after)
        return self._record(noun, record_id)

    def _delete(self, noun: str, record_id: Any) -> Any:
        if self.refusal:
            return self.refusal()
        self.records[noun].remove(self._record(noun, record_id))
        return "", 204

    def _test(self, record_id: Any) -> Any:
        if self.refusal:
            return self.refusal()
        event = self.add_event(source="webhook-monitor", type="webhook-monitor.test")
        return self.add_delivery(event, self._record("destinations", record_id)["name"], state="pending"), 201

    def _rotate(self, record_id: Any) -> Any:
        return self.refusal() if self.refusal else {"signing_secret": SIGNING_SECRET}

    def _rejections(self, record_id: Any) -> Any:
        return self.rejected

    def _record(self, noun: str, record_id: Any) -> dict[str, Any]:
        return next(item for item in self.records[noun] if item["id"] == str(record_id))

    def _source(self, fields: SourceFields) -> dict[str, Any]:
        if fields.secrets:
            self.secrets[fields.name] = fields.secrets
        columns = fields.model_dump(exclude={"secrets"})
        return columns | ({"secret_count": len(fields.secrets)} if fields.secrets else {})

    def _require_name(self, noun: str, fields: Any, but: str = "") -> None:
        taken = {item["name"] for item in self.records[noun] if item["id"] != but}
        if noun != "keys" and fields.name in taken:
            raise Problem(409, "name-taken", f"another {noun[:-1]} has this name")


def told(refusal: Problem) -> Response:
    return Response(refusal.body(g.request_id), refusal.status, refusal.headers, content_type=CONTENT_TYPE)


def refuses(status: int, kind: str, detail: str) -> Callable[[], Response]:
    """Return what an API says that refuses every change."""
    return lambda: problem(status, kind, kind, detail=detail)


def serving(port: int, fill: Callable[[ManagedApi], None] = lambda _: None) -> Iterator[ManagedApi]:
    """Serve one, for a fixture."""
    api = ManagedApi(port)
    fill(api)
    yield api
    api.stop()
