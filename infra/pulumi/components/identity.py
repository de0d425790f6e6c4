"""What the objects of an environment are called, and the labels that they carry."""

from dataclasses import dataclass

from core.topology import Label, Owner


@dataclass(frozen=True)
class Identity:
    """Names and labels of one environment.

    checkout: the id of a checkout, where several may share one provider (a Docker engine); else empty.
    """

    environment: str
    checkout: str = ""

    def name(self, part: str) -> str:
        """Return a part's name, unique at its provider: `production-app-1`, `wm-1a2b3c-rehearsal-app-1`."""
        prefix = f"wm-{self.checkout}-" if self.checkout else ""
        return f"{prefix}{self.environment}-{part}"

    def labels(self, host: str = "") -> dict[str, str]:
        """Return the labels of an object, with its host's name when it belongs to one."""
        mine = {Label.OWNER: Owner.HOSTS.value, Label.ENVIRONMENT: self.environment}
        mine |= {Label.CHECKOUT: self.checkout} if self.checkout else {}
        return {str(key): value for key, value in mine.items()} | ({Label.HOST.value: host} if host else {})
