"""An engine's client in memory: it has images, a registry or none, and remembers what it was asked."""

from docker.errors import APIError, ImageNotFound


class FakeClient:
    def __init__(self, *images, registry=()):
        self.images, self.registry = set(images), set(registry)
        self.asked = []
        self.steps = [{"stream": "Step 1/1 : FROM debian\n"}]

    def inspect_image(self, name):
        if name not in self.images:
            raise ImageNotFound(name)

    def pull(self, repository, tag):
        self.asked.append("pull")
        if f"{repository}:{tag}" not in self.registry:
            raise APIError("no such host")
        self.images.add(f"{repository}:{tag}")

    def import_image_from_data(self, data, repository, tag):
        self.asked.append("import")
        self.images.add(f"{repository}:{tag}")
        self.imported = data

    def build(self, fileobj, tag, **options):
        self.asked.append("build")
        self.images.add(tag)
        self.context, self.options = fileobj, options
        return iter(self.steps)
