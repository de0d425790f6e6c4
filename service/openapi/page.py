"""`/docs`: the description as one page, without scripts and without anything from elsewhere."""

from functools import cache
from typing import Any

from flask import Blueprint, Response, current_app, render_template

from service.openapi import reading

POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}

bp = Blueprint("docs", __name__, static_folder="../static", static_url_path="/docs/static")


@bp.get("/docs")
def show() -> Response:
    """Show every operation and every schema."""
    return Response(_page(current_app.extensions["openapi"]()["info"]["version"]), headers=HEADERS)


@cache
def _page(_version: str) -> str:
    document: dict[str, Any] = current_app.extensions["openapi"]()
    groups = [(tag, _of_tag(document, tag["name"])) for tag in document["tags"]]
    schemas = document["components"]["schemas"]
    return render_template("docs.html", document=document, groups=groups, schemas=schemas, reading=reading)


def _of_tag(document: dict[str, Any], tag: str) -> list[dict[str, Any]]:
    return [
        {**operation, "method": method.upper(), "path": path, "body": _body(operation)}
        | _parameters(operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if tag in operation["tags"]
    ]


def _parameters(operation: dict[str, Any]) -> dict[str, Any]:
    return {"parameters": [reading.parameter(one) for one in operation["parameters"]]}


def _body(operation: dict[str, Any]) -> dict[str, Any] | None:
    if "requestBody" not in operation:
        return None
    schema: dict[str, Any] = operation["requestBody"]["content"]["application/json"]["schema"]
    return schema
