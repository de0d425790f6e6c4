"""The settings of the contract, as core.settings defines them."""

from core.settings import ApiSettings, Settings, WebSettings, WorkerSettings

CLASSES: tuple[type[Settings], ...] = (ApiSettings, WorkerSettings, WebSettings)


def names(*classes: type[Settings]) -> list[str]:
    """Return the variables of these classes (all classes by default), in the order of their fields."""
    return list(dict.fromkeys(field.upper() for each in classes or CLASSES for field in each.model_fields))
