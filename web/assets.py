"""Static files under addresses that change with their content, so that browsers may keep them for a year."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, request, url_for

FOLDER = Path(__file__).parent / "static"
FOR_A_YEAR = "public, max-age=31536000, immutable"
FOR_NOW = "no-store"


def install(app: Flask) -> None:
    """Give templates `asset(name)`, and static answers their Cache-Control."""
    app.jinja_env.globals["asset"] = asset
    app.after_request(_keep)


def asset(name: str) -> str:
    """Return the address of a static file."""
    return url_for("static", filename=name, v=fingerprint(name))


@cache
def fingerprint(name: str) -> str:
    """Return what changes when the file does."""
    return sha256((FOLDER / name).read_bytes()).hexdigest()[:12]


def _keep(response: Response) -> Response:
    if request.endpoint == "static" and response.status_code == 200:
        name = (request.view_args or {})["filename"]
        # Another release's page may ask for another version: what it gets must not be kept as that one.
        same = request.args.get("v") == fingerprint(name)
        response.headers["Cache-Control"] = FOR_A_YEAR if same else FOR_NOW
    return response
