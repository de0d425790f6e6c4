"""PostgreSQL on the data host: where data lies, who reaches it, what each role may do, what its log keeps."""

import json
import time
from contextlib import contextmanager

import psycopg
import pytest
import yaml

from core.database import connect
from core.ids import uuid7
from core.topology import DATA_PATH, DATABASE_NAME, Port, Queue
from ops.environment import Role
from ops.provision.values.postgres import PASSWORDS
from ops.provision.vault import sealed
from service.ingest.event import Event
from service.ingest.writer import Writer
from service.migrate import migrate
from tests.rehearsal.provision import tunnel
from worker.claims import claim, give_back
from worker.turns import Turns
from worker.upkeep import Upkeep

ROLES = [role for role in PASSWORDS if role != "backup"]
LOG = "/var/log/postgresql/postgresql-17-main.log"
DENIED = psycopg.errors.InsufficientPrivilege
REFUSED = r"no pg_hba\.conf entry|password authentication failed"
PATIENCE_SECONDS = 60
SOURCE = "insert into sources values (%s, %s, %s, 'none', null, '{}', 300, 1000, 10, true)"
DESTINATION = """
insert into destinations (id, name, url, signing_secrets, max_in_flight, timeout_seconds)
values (%s, %s, 'https://receiver.test', '{}', 5, 5)
"""


class Database:
    """The database as another host reaches it."""

    def __init__(self, fleet, fact, port, authority):
        self.fact, self.host, self._port, self._authority = fact, fleet.host(fact.name), port, authority
        self._secrets = yaml.safe_load(sealed.read(fleet.environment))

    def url(self, role, **changes):
        options = {
            "user": role, "password": self._secrets[f"db_{role}_password"], "dbname": DATABASE_NAME,
            "host": self.fact.private_address, "hostaddr": "127.0.0.1", "port": self._port,
            "sslmode": "verify-full", "sslrootcert": self._authority, "connect_timeout": 10, **changes,
        }  # fmt: skip
        return psycopg.conninfo.make_conninfo(**options)

    @contextmanager
    def connect(self, role, **changes):
        with psycopg.connect(self.url(role, **changes), autocommit=True) as connection:
            yield connection

    def ask(self, question, role="postgres"):
        """Ask as PostgreSQL's own user on the host."""
        done = self.host.run("sudo runuser -u postgres -- psql -XAtd %s -c %s", DATABASE_NAME, question)
        assert done.rc == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture(scope="module")
def database(fleet, tmp_path_factory):
    """Through a host of apps where there is one, so that the server sees a client from another host."""
    data = next(fact for fact in fleet.facts if Role.DATA in fact.roles)
    others = [fact for fact in fleet.facts if fact.name != data.name] or [data]
    told = fleet.host(data.name).run("sudo cat /etc/ansible/facts.d/postgres.fact")
    authority = tmp_path_factory.mktemp("authority") / "ca.crt"
    authority.write_text(json.loads(told.stdout)["authority"])
    with tunnel.to(fleet.folder / "ssh_config", others[0].name, data.private_address, Port.POSTGRES) as port:
        yield Database(fleet, data, port, authority)


@pytest.fixture(scope="module")
def schema(database):
    """Make the schema of this version, as the role that makes it."""
    migrate(database.url("migrator"))
    return database


def test_its_data_lies_on_the_volume_with_checksums(database):
    assert database.ask("show data_directory") == f"{DATA_PATH}/postgresql/17/main"
    assert database.ask("show data_checksums") == "on"


def test_it_listens_on_loopback_and_the_private_address_alone(database):
    listening = database.host.run(f"ss -Hltn sport = :{Port.POSTGRES} | awk '{{print $4}}'").stdout.split()
    addresses = ["127.0.0.1", database.fact.private_address]
    assert sorted(listening) == sorted(f"{address}:{Port.POSTGRES}" for address in addresses)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_logs_in_over_tls_and_the_server_proves_who_it_is(database, role):
    with database.connect(role) as connection:
        assert connection.execute("select session_user").fetchone() == (role,)
        assert connection.pgconn.ssl_in_use


@pytest.mark.parametrize(
    "changes",
    [
        {"password": "wrong"}, {"user": "nobody"}, {"user": "postgres"}, {"user": "owner"},
        {"user": "backup"}, {"dbname": "postgres"}, {"sslmode": "disable", "sslrootcert": ""},
    ],
    ids=lambda changes: "-".join(map(str, changes.items())),
)  # fmt: skip
def test_whoever_is_not_named_is_refused(database, changes):
    with pytest.raises(psycopg.OperationalError, match=REFUSED):
        psycopg.connect(database.url("api", **changes))


def test_what_the_migrator_makes_belongs_to_the_owner(schema):
    assert schema.ask("select distinct tableowner from pg_tables where schemaname = 'public'") == "owner"


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("api", "create table mine (id int)"),
        ("api", "drop table events"),
        ("api", "truncate deliveries"),
        ("worker", "delete from events"),
        ("worker", "alter table events add column mine int"),
        ("readonly", "select uuid7()"),
        ("monitor", "select * from events"),
        ("migrator", "create role mine"),
        ("migrator", "select * from pg_authid"),
    ],
)
def test_no_role_may_do_more_than_its_work(schema, role, statement):
    with schema.connect(role) as connection, pytest.raises(DENIED):
        connection.execute(statement)


def test_people_who_look_write_nothing(schema):
    with schema.connect("readonly") as connection:
        connection.execute("select count(*) from events")
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("insert into seen values (gen_random_uuid(), 'x', gen_random_uuid())")
        connection.execute("set default_transaction_read_only = off")
        with pytest.raises(DENIED):
            connection.execute("insert into seen values (gen_random_uuid(), 'x', gen_random_uuid())")


def test_exporters_see_statements_of_all_roles(database):
    with database.connect("monitor") as connection:
        users = connection.execute("select count(distinct userid) from pg_stat_statements").fetchone()
        assert users[0] > 1
        connection.execute("select * from pg_stat_archiver, pg_stat_database limit 1")


def test_a_webhook_goes_its_way_with_the_rights_of_api_and_worker(schema):
    source, destination, event = uuid7(), uuid7(), uuid7()
    with schema.connect("api") as api:
        api.execute(SOURCE, [source, str(source), str(source)])
        api.execute(DESTINATION, [destination, str(destination)])
        api.execute("insert into routes values (%s, %s)", [source, destination])
    ingest(schema, Event(source, None, None, None, "[]", b"body", event))
    with connect(schema.url("worker"), "relay") as relay:
        Upkeep(relay).run_due()
        claims = claim(relay, uuid7(), 60, dict.fromkeys(Queue, 32), Turns())
        assert destination in [each.destination_id for each in claims]
        give_back(relay, claims)
    with schema.connect("api") as api:
        api.execute("delete from routes where source_id = %s", [source])
        api.execute("update destinations set deleted_at = now() where id = %s", [destination])
        api.execute("update sources set deleted_at = now() where id = %s", [source])


def ingest(database, event):
    writer = Writer(database.url("api"))
    try:
        assert writer.write([event]) == [event.id]
    finally:
        writer._drop()


def test_its_log_keeps_no_value(schema):
    value = f"secret-{time.monotonic_ns()}"
    with schema.connect("api") as api:
        for _ in range(2):
            with pytest.raises(psycopg.Error):
                api.execute("insert into sources (name, ingest_key) values (%s, %s)", [value, value])
    log = schema.host.run(f"sudo tail -n 50 {LOG}").stdout
    assert 'null value in column "scheme"' in log
    assert value not in log


def test_no_password_stands_on_the_host_but_as_a_verifier(database):
    kinds = database.ask("select distinct left(rolpassword, 14) from pg_authid where rolpassword is not null")
    assert kinds == "SCRAM-SHA-256$"


def test_killed_it_comes_back_by_itself(database):
    before = database.ask("select pg_postmaster_start_time()")
    pid_file = f"{DATA_PATH}/postgresql/17/main/postmaster.pid"
    assert database.host.run(f"sudo kill -9 $(sudo head -n 1 {pid_file})").rc == 0
    assert until_it_answers(database)
    assert database.ask("select pg_postmaster_start_time()") != before


def until_it_answers(database):
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        try:
            with database.connect("api") as connection:
                return connection.execute("select 1").fetchone() == (1,)
        except psycopg.OperationalError:
            time.sleep(0.2)
    return False
