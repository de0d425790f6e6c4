"""Request metrics by route; gunicorn's workers share them through PROMETHEUS_MULTIPROC_DIR."""

import os

from flask import Flask, request
from prometheus_client import CollectorRegistry
from prometheus_flask_exporter import PrometheusMetrics
from prometheus_flask_exporter.multiprocess import GunicornPrometheusMetrics

METHODS = frozenset({"GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS", "PUT"})


def install(app: Flask) -> None:
    """Measure every request of the app; served by gunicorn.conf.py, never by the app itself."""
    app.before_request(_skip_invented_methods)
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        GunicornPrometheusMetrics(app, group_by="url_rule")
    else:
        PrometheusMetrics(app, path=None, group_by="url_rule", registry=CollectorRegistry())


def _skip_invented_methods() -> None:
    # The method is a label, and whoever calls may invent any number of methods.
    if request.method not in METHODS:
        request.prom_do_not_track = True  # type: ignore[attr-defined]
