"""The apps' images: built on this machine's Docker engine, out of a commit."""

from ops.images.building import APPS, build
from ops.images.image import Image
from ops.images.keeping import forget_old

__all__ = ["APPS", "Image", "build", "forget_old"]
