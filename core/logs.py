"""Logs: one JSON object a line on stdout, ours and those of libraries alike."""

import logging
import sys
from typing import Any

import structlog

_LEVELS = {"critical": "error", "exception": "error", "warning": "warn", "notset": "debug"}


def configure(service: str, level: int = logging.INFO) -> None:
    """Send all log records of this process to stdout as JSON; service: `api`, `worker`, `relay` or `web`."""
    shared = _shared(service)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=level, handlers=[_handler(shared)], force=True)


def get() -> Any:
    """Return the logger: `log.info("stored", event_id=...)`; keywords become `context`."""
    return structlog.stdlib.get_logger("webhook-monitor")


def _shared(service: str) -> list[Any]:
    def shape(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
        return _shape(service, event)

    return [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(_error),
        shape,
    ]


def _handler(shared: list[Any]) -> logging.Handler:
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    return handler


def _error(exc_info: Any) -> Any:
    stack = structlog.processors.format_exc_info(None, "", {"exc_info": exc_info})["exception"]
    return {"message": str(exc_info[1]), "stack": stack}


def _shape(service: str, event: dict[str, Any]) -> dict[str, Any]:
    level = str(event.pop("level"))
    line = {
        "level": _LEVELS.get(level, level),
        "timestamp": event.pop("timestamp"),
        "message": str(event.pop("event")),
        "service": service,
    }
    if error := event.pop("exception", None):
        line["error"] = error
    meta = {name: event.pop(name) for name in list(event) if name.startswith("_")}
    context = {
        name: value if isinstance(value, int | float | bool | None) else str(value)
        for name, value in event.items()
    }
    return line | ({"context": context} if context else {}) | meta
