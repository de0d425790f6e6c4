"""Files that are put into a container before it starts."""

import base64
import io
import tarfile
import time
from collections.abc import Iterable
from pathlib import Path

from docker.api import APIClient

from infra.pulumi.offline.docker.engine import asking
from infra.pulumi.offline.wire import Properties

CONTENTS = ("content", "contentBase64", "source")


def put(engine: APIClient, id_: str, uploads: Iterable[Properties]) -> None:
    """Put the files into a container, owned by root."""
    for upload in uploads:
        with asking(f"Unable to upload {upload['file']}"):
            engine.put_archive(id_, "/", _archive(upload))


def _archive(upload: Properties) -> bytes:
    content, archive = _content(upload), io.BytesIO()
    entry = tarfile.TarInfo(upload["file"])
    entry.size, entry.mode, entry.mtime = len(content), _mode(upload), int(time.time())
    with tarfile.open(fileobj=archive, mode="w") as tar:
        tar.addfile(entry, io.BytesIO(content))
    return archive.getvalue()


def _content(upload: Properties) -> bytes:
    if upload.get("source"):
        return Path(upload["source"]).read_bytes()
    if upload.get("contentBase64"):
        return base64.b64decode(upload["contentBase64"])
    return str(upload["content"]).encode()


def _mode(upload: Properties) -> int:
    return int(upload.get("permissions") or ("0744" if upload.get("executable") else "0644"), 8)
