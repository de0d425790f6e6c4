"""Who is signed in: a sealed cookie, so that the server keeps nothing but who signed out early."""

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.scopes import Scope
from core.sealing import Sealer, SealError

SIGNED_IN_SECONDS = 12 * 3600
VISITOR_SECONDS = 3600
"""How long the sign-in form may lie open."""


@dataclass(frozen=True)
class Session:
    """One browser's session; without a key it is a visitor's, who has only a CSRF token."""

    id: str
    csrf: str
    expires: float
    key: str = field(default="", repr=False)
    scope: Scope = Scope.READ


class Sessions:
    """Seals sessions into cookies and opens them; SESSION_KEY may be any text that is hard to guess.

    now: seconds since 1970.
    """

    def __init__(self, session_key: str, now: Callable[[], float] = time.time) -> None:
        key = HKDF(SHA256(), 32, salt=None, info=b"webhook-monitor session").derive(session_key.encode())
        self._sealer = Sealer([key])
        self._now = now
        self._ended: dict[str, float] = {}
        # Cookies know no ports: two copies on one machine must not sign each other out.
        self.cookie_name = f"webhook_monitor_{sha256(key).hexdigest()[:8]}"

    def begin(self, key: str = "", scope: Scope = Scope.READ) -> Session:
        """Return a new session; `key` is an API key that was checked, `scope` what it may do."""
        lifetime = SIGNED_IN_SECONDS if key else VISITOR_SECONDS
        return Session(secrets.token_hex(8), secrets.token_urlsafe(24), self._now() + lifetime, key, scope)

    def seal(self, session: Session) -> str:
        """Return the cookie's value."""
        return self.seal_text(json.dumps(asdict(session)))

    def seal_text(self, text: str) -> str:
        """Return a text as a cookie's value that only we can read."""
        return self._sealer.seal(text).decode()

    def open_text(self, cookie: str) -> str:
        """Return the text of a sealed cookie; SealError when we did not seal it."""
        return self._sealer.open(cookie.encode())

    def open(self, cookie: str | None) -> Session | None:
        """Return the session of a cookie; None when it is not ours, has expired or was ended."""
        try:
            kept = json.loads(self.open_text(cookie or ""))
            session = Session(**kept | {"scope": Scope(kept["scope"])})
        except (SealError, TypeError, LookupError, ValueError):
            return None
        return session if self.is_live(session) else None

    def is_live(self, session: Session) -> bool:
        """Return whether the session still counts."""
        return session.expires > self._now() and session.id not in self._ended

    def seconds_left(self, session: Session) -> int:
        """Return how long the session still counts."""
        return max(0, int(session.expires - self._now()))

    def end(self, session: Session) -> None:
        """Refuse the session from now on, in this process: a copy of its cookie opens nothing here."""
        self._ended = {name: expires for name, expires in self._ended.items() if expires > self._now()}
        self._ended[session.id] = session.expires
