"""An event's body for the eye: as JSON, as text, as hex. Any bytes are safe to show; long ones are cut."""

import json
from dataclasses import dataclass
from typing import Literal

from web.display import visible
from web.pretty import pretty

View = Literal["json", "text", "hex"]
TEXT_BYTES = 131_072
HEX_BYTES = 8_192
HEX_PER_LINE = 16


@dataclass(frozen=True)
class Body:
    """The beginning of a body, and how long all of it is (bytes)."""

    head: bytes
    size: int

    @property
    def views(self) -> list[View]:
        """The ways in which it can be shown, the most telling first."""
        if not self.size:
            return []
        order: list[View] = ["text", "hex"] if self.is_text else ["hex", "text"]
        return ["json", *order] if self.is_json else order

    @property
    def is_text(self) -> bool:
        """Whether it is UTF-8 without NUL, as far as it was read."""
        try:
            # A cut may fall within a character: three bytes at its end may be missing their rest.
            self.head.decode()
        except UnicodeDecodeError as problem:
            return self.is_cut and problem.start >= len(self.head) - 3
        return b"\0" not in self.head

    @property
    def is_cut(self) -> bool:
        """Whether there is more than was read."""
        return len(self.head) < self.size

    @property
    def is_json(self) -> bool:
        """Whether all of it was read and is a JSON object or array."""
        try:
            return not self.is_cut and isinstance(json.loads(self._text), dict | list)
        except (ValueError, RecursionError):
            return False

    def shown(self, view: View) -> str:
        """Return it in one of its views; JSON comes as markup."""
        if view == "json":
            return pretty(self._text)
        return visible(self.head.decode(errors="backslashreplace")) if view == "text" else hexdump(self.head)

    @property
    def _text(self) -> str:
        return self.head.decode("utf-8-sig")

    def shown_bytes(self, view: View) -> int:
        """Return how many bytes of it the view shows."""
        return min(len(self.head), HEX_BYTES if view == "hex" else TEXT_BYTES)


def hexdump(data: bytes) -> str:
    """Return offsets, bytes and their ASCII, 16 bytes a line, as `hexdump -C` does."""
    return "\n".join(
        _hex_line(offset, data[offset : offset + HEX_PER_LINE])
        for offset in range(0, min(len(data), HEX_BYTES), HEX_PER_LINE)
    )


def _hex_line(offset: int, line: bytes) -> str:
    left, right = line[:8].hex(" "), line[8:].hex(" ")
    text = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in line)
    return f"{offset:08x}  {left:<23}  {right:<23}  {text}"
