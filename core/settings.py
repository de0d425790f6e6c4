"""Settings of the apps, read once from the environment at the entry point and passed on.

The variable is the field's name in capitals; every secret may also be given as `<NAME>_FILE`.
Messages name the variable and what is wrong, never a secret's value.
"""

from base64 import b64decode, urlsafe_b64decode
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretBytes, SecretStr, ValidationError

from core.topology import DATABASE_NAME, Port

Network = IPv4Network | IPv6Network


class SettingsError(Exception):
    """Settings that are missing or wrong, one line each: `API_KEY: required`."""


def _list(value: Any) -> Any:
    return [item.strip() for item in value.split(",") if item.strip()] if isinstance(value, str) else value


def _network(value: Any) -> Any:
    try:
        return ip_network(value)
    except ValueError as problem:
        raise ValueError(f"not a network in CIDR form: {problem}") from None


def _key(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    key = (urlsafe_b64decode if set(value) & {"-", "_"} else b64decode)(value)
    if len(key) != 32:
        raise ValueError(f"must be base64 of 32 bytes, is base64 of {len(key)}")
    return key


def _url(*schemes: str) -> BeforeValidator:
    def check(value: Any) -> Any:
        if isinstance(value, str) and not value.startswith(tuple(f"{scheme}://" for scheme in schemes)):
            raise ValueError(f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        return value

    return BeforeValidator(check)


def _filled(value: Any) -> Any:
    if isinstance(value, str) and not value.strip():
        raise ValueError("is blank")
    return value


Networks = Annotated[tuple[Annotated[Network, BeforeValidator(_network)], ...], BeforeValidator(_list)]
Keys = Annotated[
    tuple[Annotated[SecretBytes, BeforeValidator(_key)], ...], BeforeValidator(_list), Field(min_length=1)
]
Origins = Annotated[tuple[str, ...], BeforeValidator(_list)]
Password = Annotated[SecretStr, BeforeValidator(_filled)]
HttpUrl = Annotated[str, _url("http", "https")]
TcpPort = Annotated[int, Field(ge=1, le=65535)]


class Settings(BaseModel):
    """What every app reads."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    app_env: Literal["local", "rehearsal", "rehearsal-one", "staging", "production"] = Field(
        "local", description="the environment's name"
    )

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Read the variables that this class has fields for; SettingsError lists all that is wrong."""
        values = {name: _read(environ, name.upper()) for name in cls.model_fields}
        try:
            return cls.model_validate({name: value for name, value in values.items() if value is not None})
        except ValidationError as problem:
            raise SettingsError("\n".join(map(_line, problem.errors()))) from None


class DatabaseSettings(Settings):
    """What the migration reads."""

    database_url: Annotated[SecretStr, _url("postgresql", "postgres")] = Field(
        SecretStr(f"postgresql://postgres:postgres@localhost:{Port.POSTGRES}/{DATABASE_NAME}"),
        description="PostgreSQL 17 or newer; left unset, `invoke up` starts its own",
    )


class DataSettings(DatabaseSettings):
    """What the apps that hold data read."""

    redis_url: Annotated[SecretStr, _url("redis", "rediss")] = Field(
        SecretStr(f"redis://localhost:{Port.REDIS}/0"),
        description="Redis or Valkey; left unset, `invoke up` starts its own",
    )
    seal_keys: Keys = Field(
        description="base64 of 32 bytes, commas, newest first: they seal the secrets in the database"
    )
    egress_allow: Networks = Field(
        (), description="private networks that deliveries may go to: CIDRs, commas between"
    )


class ApiSettings(DataSettings):
    """Settings of the API."""

    port: TcpPort = Field(Port.API, description="where the API listens")
    metrics_port: TcpPort = Field(Port.METRICS, description="where the API's /metrics listens")
    public_url: HttpUrl = Field(
        f"http://localhost:{Port.API}", description="how senders reach the API; begins every ingest_url"
    )
    trusted_proxies: Networks = Field(
        (), description="proxies whose X-Forwarded-For counts: CIDRs, commas between"
    )
    api_key: Password = Field(description="an admin key of /v1")
    cors_origins: Origins = Field((), description="origins that may call /v1 from a browser, commas between")
    retention_days: Annotated[int, Field(ge=1)] = Field(30, description="how long events are kept")
    retention_max_gb: Annotated[int, Field(ge=1)] | None = Field(
        None, description="events older than this many GB go first; unset means no limit"
    )


class WorkerSettings(DataSettings):
    """Settings of the worker and the relay."""

    concurrency: Annotated[int, Field(ge=1, le=100)] = Field(5, description="processes of one worker")
    job_timeout: Annotated[int, Field(ge=1000)] = Field(
        60_000, description="milliseconds that one batch of deliveries may take"
    )


class WebSettings(Settings):
    """Settings of the pages."""

    port: TcpPort = Field(Port.WEB, description="where the pages listen")
    api_url: HttpUrl = Field(f"http://localhost:{Port.API}", description="where the pages find the API")
    session_key: Password = Field(description="seals the sign-in cookie")


def _read(environ: Mapping[str, str], name: str) -> str | None:
    path = environ.get(f"{name}_FILE")
    if path is None:
        return environ.get(name)
    if name in environ:
        raise SettingsError(f"{name}: set either {name} or {name}_FILE, not both")
    try:
        return Path(path).read_text().strip()
    except OSError as problem:
        raise SettingsError(f"{name}_FILE: {problem.strerror} ({path})") from None


def _line(error: Any) -> str:
    name = str(error["loc"][0]).upper()
    if error["type"] == "missing":
        return f"{name}: required; set {name} or {name}_FILE"
    return f"{name}: {error['msg'].removeprefix('Value error, ')}"
