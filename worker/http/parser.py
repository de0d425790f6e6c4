"""Reads answers, as far as a delivery needs them."""

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from worker.http.answer import Answer, Error, PostError

HEAD_BYTES = 1_000
"""How much of an answer's body is kept."""

FIELD_BYTES = 65_536
"""An answer whose header fields are longer is broken."""


class AnswerParser:
    """Reads one answer after the other from a connection: `reset()`, then `feed()` until `is_over`."""

    def __init__(self) -> None:
        self._parser = HttpResponseParser(self)
        self.reset()

    def reset(self) -> None:
        """Be ready for the next answer."""
        self._read = 0
        self._body = b""
        self._retry_after: str | None = None
        self.status = 0
        self.is_complete = False
        self.keeps_alive = False

    def feed(self, data: bytes) -> None:
        """Read on; PostError when this is not HTTP, unless the status, which alone decides, is known."""
        self._read += len(data)
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as problem:
            self.keeps_alive = False
            if not self.status:
                raise PostError(Error.HTTP, problem) from None
        if not self.status and self._read > FIELD_BYTES:
            raise PostError(Error.HTTP, "header fields without an end")

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left that is worth waiting for."""
        return self.is_complete or len(self._body) >= HEAD_BYTES

    @property
    def answer(self) -> Answer:
        """The answer, once there is a status."""
        return Answer(self.status, self._body[:HEAD_BYTES], self._retry_after)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep the only field that matters; those that follow the body (trailers) do not."""
        if not self.status and name.lower() == b"retry-after":
            self._retry_after = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        """Note the status; 1xx ones are not yet the answer."""
        status = self._parser.get_status_code()
        if status >= 200:
            self.status = status
        else:
            self._retry_after = None

    def on_body(self, data: bytes) -> None:
        """Keep the beginning."""
        if len(self._body) < HEAD_BYTES:
            self._body += data

    def on_message_complete(self) -> None:
        """Note whether another request may follow."""
        if self.status:
            self.is_complete = True
            self.keeps_alive = self._parser.should_keep_alive()
