"""A small client of /v1."""

from typing import Any

import requests

from ops.errors import OpsError

ANSWER_SECONDS = 10


class Client:
    """Speaks to the API of one copy with its key."""

    def __init__(self, url: str, api_key: str) -> None:
        self.url = url
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy or a .netrc is not for this machine's own service
        self._session.headers["Authorization"] = f"Bearer {api_key}"

    def call(self, method: str, path: str, document: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the answer to a request below /v1; OpsError for anything but a 2xx."""
        try:
            answer = self._session.request(
                method, f"{self.url}/v1/{path}", json=document, timeout=ANSWER_SECONDS
            )
        except requests.RequestException as problem:
            raise OpsError(f"{self.url}: {type(problem).__name__}; does it run? invoke up") from None
        if not answer.ok:
            raise OpsError(f"{method} /v1/{path}: {answer.status_code} {answer.text}")
        found: dict[str, Any] = answer.json() if answer.content else {}
        return found

    def named(self, kind: str, name: str) -> dict[str, Any] | None:
        """Return the source or destination with a name; None when there is none."""
        cursor = ""
        while True:
            page = self.call("GET", f"{kind}?limit=200{cursor}")
            for one in page["data"]:
                if one["name"] == name:
                    found: dict[str, Any] = one
                    return found
            if page["next"] is None:
                return None
            cursor = f"&cursor={page['next']}"
