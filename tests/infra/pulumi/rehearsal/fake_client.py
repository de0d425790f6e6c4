"""An engine's client in memory: it has images, a registry or none, and remembers what it was asked."""

from hashlib import sha256

from docker.errors import APIError, ImageNotFound


class FakeClient:
    def __init__(self, *images, registry=()):
        self.images = {name: _image(name) for name in images}
        self.registry = set(registry)
        self.asked = []
        self.steps = [{"stream": "Step 1/1 : FROM debian\n"}]

    def inspect_image(self, name):
        found = next(
            (it for own, it in self.images.items() if name in (own, *it.get("RepoDigests", []))), None
        )
        if found is None:
            raise ImageNotFound(name)
        return found

    def pull(self, repository, tag):
        self.asked.append("pull")
        name = f"{repository}:{tag}"
        if name not in self.registry:
            raise APIError("no such host")
        self.images[name] = _image(name) | {"RepoDigests": [f"{repository}@sha256:{_digest(name)}"]}

    def import_image_from_data(self, data, repository, tag):
        self.asked.append("import")
        self.images[f"{repository}:{tag}"] = _image(f"{repository}:{tag}")
        self.imported = data

    def build(self, fileobj, tag, **options):
        self.asked.append("build")
        self.images[tag] = _image(tag + repr(options)) | {"Config": {"Labels": options.get("labels")}}
        self.context, self.options = fileobj, options
        return iter(self.steps)


def _image(told):
    return {"Id": f"sha256:{_digest(told)}", "Size": len(told), "RepoDigests": []}


def _digest(told):
    return sha256(told.encode()).hexdigest()
