"""What two or more apps share: names, settings, the database, sealing, logs."""

from importlib.resources import files

__version__ = files(__name__).joinpath("VERSION").read_text().strip()
