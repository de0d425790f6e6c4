"""The keys of a vault: what each is, who gives it, and where it is wanted."""

from collections.abc import Callable
from dataclasses import dataclass

from ops.environment import Environment
from ops.environment.alerts import Channel
from ops.provision.vault import forms
from ops.provision.vault.forms import Form, word


def _always(_environment: Environment) -> bool:
    return True


def _alerts_by(channel: Channel) -> Callable[[Environment], bool]:
    def used(environment: Environment) -> bool:
        alerts = environment.alerts
        return alerts is not None and channel in (alerts.page, alerts.warn, alerts.rest)

    return used


def _has_alerts(environment: Environment) -> bool:
    return environment.alerts is not None


def _has_backup(environment: Environment) -> bool:
    return environment.backup is not None


@dataclass(frozen=True)
class Key:
    """A secret. make: a new one; given: others issue it, whom `make` plays in rehearsal alone."""

    name: str
    meaning: str
    make: Callable[[], str] = word
    form: Form = forms.WORD
    given: bool = False
    wanted: Callable[[Environment], bool] = _always


def _password(account: str, whose: str) -> Key:
    return Key(f"{account}_password", f"password of {whose}")


KEYS = (
    Key("api_key", "opens /v1, for your own programs", forms.api_key),
    Key(
        "seal_keys",
        "seal the secrets of sources and destinations in the database; keep a copy off these machines",
        forms.seal_key,
        forms.SEAL_KEYS,
    ),
    Key("session_key", "signs the sessions of the pages"),
    Key("fingerprint_key", "marks in releases which secrets they have, without telling them"),
    _password("db_migrator", "PostgreSQL's role that changes the schema"),
    _password("db_api", "PostgreSQL's role of the API"),
    _password("db_worker", "PostgreSQL's role of worker and relay"),
    _password("db_readonly", "PostgreSQL's role for people who look"),
    _password("db_monitor", "PostgreSQL's role of the exporter"),
    _password("db_backup", "PostgreSQL's role of backups"),
    _password("redis_api", "Redis' user of the API"),
    _password("redis_worker", "Redis' user of worker and relay"),
    _password("redis_monitor", "Redis' user of the exporter"),
    _password("registry", "the registry of images, which deploys push to"),
    Key("backup_cipher", "encrypts backups; without it none can be read: keep a copy off these machines"),
    Key(
        "backup_key_id", "the object store's id of the key below", word, forms.OPAQUE,
        given=True, wanted=_has_backup,
    ),
    Key("backup_key", "the object store's key", word, forms.OPAQUE, given=True, wanted=_has_backup),
    Key(
        "pagerduty_key", "PagerDuty's integration key", word, forms.OPAQUE,
        given=True, wanted=_alerts_by(Channel.PAGERDUTY),
    ),
    Key(
        "slack_url", "Slack's incoming webhook", lambda: f"https://slack.test/{word()}", forms.HTTPS,
        given=True, wanted=_alerts_by(Channel.SLACK),
    ),
    Key(
        "smtp_url", "the mail server that takes alerts", lambda: f"smtp://ops:{word()}@mail.test", forms.SMTP,
        given=True, wanted=_alerts_by(Channel.EMAIL),
    ),
    Key(
        "heartbeat_url", "pinged while all is well: who misses it tells you",
        lambda: f"https://heartbeat.test/{word()}", forms.HTTPS, given=True, wanted=_has_alerts,
    ),
)  # fmt: skip


def of(environment: Environment) -> tuple[Key, ...]:
    """Return the keys that an environment wants."""
    return tuple(key for key in KEYS if key.wanted(environment))
