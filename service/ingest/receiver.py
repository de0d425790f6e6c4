"""The order of checks between a post and its place in the database."""

from dataclasses import dataclass

import psycopg
from flask import Request
from psycopg_pool import PoolTimeout

from core.sealing import SealError
from service.ingest.body import read_body
from service.ingest.event import Event, headers_of
from service.ingest.rate import RateLimiter
from service.ingest.schemes import SignatureError, provider_id, type_of, verify
from service.ingest.sources import Source, Sources
from service.ingest.store import Store, Stored
from service.ingest.writer import UnavailableError
from service.problems import RETRY_SOON, Problem, unavailable

DEFAULT_MAX_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Receiver:
    """Checks a post in the contract's order, then stores it."""

    sources: Sources
    rates: RateLimiter
    store: Store

    def receive(self, key: str, request: Request, address: str) -> Stored:
        """Return what was stored; Problem when the post is refused or the database is away."""
        source = self._find(key)
        body = self._read_body(source, request, address)
        if source is None or not source.enabled:
            raise Problem(404, "unknown-source", "no enabled source has this ingest URL")
        if not self.rates.allows(source.id, address, source.rate_per_second):
            detail = f"more than {source.rate_per_second} posts a second from this address"
            raise Problem(429, "rate-limited", detail, headers=RETRY_SOON)
        _check_signature(source, request, body)
        return self._store(_event(source, request, body))

    def _read_body(self, source: Source | None, request: Request, address: str) -> bytes:
        try:
            return read_body(request.environ, source.max_bytes if source else DEFAULT_MAX_BYTES)
        except Problem:
            if source:  # what is too large counts towards the rate, though its size is checked first
                self.rates.allows(source.id, address, source.rate_per_second)
            raise

    def _find(self, key: str) -> Source | None:
        try:
            return self.sources.find(key)
        except (psycopg.OperationalError, PoolTimeout, SealError) as problem:
            raise unavailable("the source cannot be looked up now") from problem

    def _store(self, event: Event) -> Stored:
        try:
            return self.store.store(event)
        except UnavailableError as problem:
            raise unavailable("the event cannot be stored now") from problem


def _check_signature(source: Source, request: Request, body: bytes) -> None:
    if source.scheme is None:
        return
    try:
        verify(source.scheme, source.secrets, source.tolerance_seconds, request.headers, body)
    except SignatureError as problem:
        raise Problem(401, problem.reason, problem.detail) from None


def _event(source: Source, request: Request, body: bytes) -> Event:
    return Event(
        source_id=source.id,
        provider_id=provider_id(source.scheme, request.headers),
        type=type_of(source.scheme, request.headers, body),
        content_type=request.environ.get("CONTENT_TYPE") or None,
        headers=headers_of(request.environ),
        body=body,
    )
