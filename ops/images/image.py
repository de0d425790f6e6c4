"""An image, as the engine has it."""

from dataclasses import dataclass

from core.topology import App

REPOSITORY = "webhook-monitor"


@dataclass(frozen=True)
class Image:
    """tag: its commit's first 12 digits; id: the digest of its configuration; size: bytes, base included."""

    app: App
    tag: str
    id: str
    size: int

    @property
    def reference(self) -> str:
        """By what name the engine knows it."""
        return reference(self.app, self.tag)


def repository(app: App) -> str:
    """Return the name that all images of an app have on this machine."""
    return f"{REPOSITORY}/{app}"


def reference(app: App, tag: str) -> str:
    """Return an image's name on this machine."""
    return f"{repository(app)}:{tag}"
