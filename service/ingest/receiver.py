"""The order of checks between a post and its place in the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg_pool import PoolTimeout

from service.ingest.body import Body
from service.ingest.event import Event, headers_of, names_of
from service.ingest.identity import Identity, identify
from service.ingest.metrics import REJECTED
from service.ingest.rate import RateLimiter
from service.ingest.rejections import Rejection, Rejections
from service.ingest.sources import Source, Sources, UnusableError
from service.ingest.store import Store, Stored
from service.ingest.verify import Headers, SignatureError, verify
from service.ingest.writer import UnavailableError
from service.problems import RETRY_SOON, Problem, unavailable

DEFAULT_MAX_BYTES = 1024 * 1024

Environ = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a sender's handshake asks to be answered with."""

    value: str


@dataclass(frozen=True, slots=True)
class Receiver:
    """Checks a post in the contract's order, then stores it."""

    sources: Sources
    rates: RateLimiter
    store: Store
    rejections: Rejections

    def receive(self, key: str, environ: Environ, headers: Headers, address: str) -> Stored | Challenge:
        """Return what became of the post; Problem when it is refused or the database is away."""
        source = self._find(key)
        try:
            return self._receive(source, environ, headers, address)
        except Problem as problem:
            if source and problem.status < 500:
                self._note(source, environ, address, problem)
            raise

    def _receive(
        self, source: Source | None, environ: Environ, headers: Headers, address: str
    ) -> Stored | Challenge:
        body = self._body(source, environ, address)
        if source is None or not source.enabled:
            raise Problem(404, "unknown-source", "no enabled source has this ingest URL")
        if not self.rates.allows(source.id, address, source.rate_per_second):
            detail = f"more than {source.rate_per_second} posts a second from this address"
            raise Problem(429, "rate-limited", detail, headers=RETRY_SOON)
        content = body.read()
        _check_signature(source, headers, content)
        identity = identify(source.scheme, headers, content)
        if identity.challenge is not None:
            return Challenge(identity.challenge)
        return self._store(_event(source, environ, identity, content))

    def _body(self, source: Source | None, environ: Environ, address: str) -> Body:
        try:
            return Body(environ, source.max_bytes if source else DEFAULT_MAX_BYTES)
        except Problem:
            if source:  # what is too large counts towards the rate, though its size is checked first
                self.rates.allows(source.id, address, source.rate_per_second)
            raise

    def _find(self, key: str) -> Source | None:
        try:
            return self.sources.find(key)
        except (psycopg.OperationalError, PoolTimeout, UnusableError) as problem:
            raise unavailable("the source cannot be looked up now") from problem

    def _store(self, event: Event) -> Stored:
        try:
            return self.store.store(event)
        except UnavailableError as problem:
            raise unavailable("the event cannot be stored now") from problem

    def _note(self, source: Source, environ: Environ, address: str, problem: Problem) -> None:
        REJECTED.labels(source.name, problem.slug).inc()
        self.rejections.add(Rejection(source.id, address, problem.slug, names_of(environ)))


def _check_signature(source: Source, headers: Headers, body: bytes) -> None:
    if source.scheme is None:
        return
    try:
        verify(source.scheme, source.keys, source.tolerance_seconds, headers, body)
    except SignatureError as problem:
        raise Problem(401, problem.reason, problem.detail) from None


def _event(source: Source, environ: Environ, identity: Identity, body: bytes) -> Event:
    return Event(
        source_id=source.id,
        provider_id=identity.provider_id,
        type=identity.type,
        content_type=environ.get("CONTENT_TYPE") or None,
        headers=headers_of(environ),
        body=body,
    )
