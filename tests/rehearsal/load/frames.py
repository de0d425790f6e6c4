"""HTTP/2's frames, as far as a client needs them (RFC 9113, section 4.1)."""

import asyncio
import struct
from dataclasses import dataclass
from enum import IntEnum

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
END_STREAM, ACK, END_HEADERS, PADDED, PRIORITY = 0x1, 0x1, 0x4, 0x8, 0x20


class Kind(IntEnum):
    DATA = 0
    HEADERS = 1
    RST_STREAM = 3
    SETTINGS = 4
    PING = 6
    GOAWAY = 7
    WINDOW_UPDATE = 8


@dataclass(frozen=True)
class Frame:
    kind: int
    flags: int
    stream: int
    payload: bytes

    def has(self, flag: int) -> bool:
        return bool(self.flags & flag)

    @property
    def content(self) -> bytes:
        """Return the payload of DATA or HEADERS without padding and priority."""
        content = self.payload
        if self.has(PADDED):
            content = content[1 : len(content) - content[0]]
        return content[5:] if self.kind == Kind.HEADERS and self.has(PRIORITY) else content


def encode(kind: Kind, stream: int = 0, payload: bytes = b"", flags: int = 0) -> bytes:
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


async def read(reader: asyncio.StreamReader) -> Frame:
    head = await reader.readexactly(9)
    kind, flags, stream = struct.unpack(">BBI", head[3:])
    payload = await reader.readexactly(int.from_bytes(head[:3], "big"))
    return Frame(kind, flags, stream & 0x7FFFFFFF, payload)
