"""The apps' images: built on this machine's Docker engine, out of a commit."""

from ops.images.building import APPS, build
from ops.images.image import Image

__all__ = ["APPS", "Image", "build"]
