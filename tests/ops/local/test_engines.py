"""The engines are real: they take our settings, keep data over a kill, and end when asked."""

import signal

import psycopg
import pytest
import redis


def run(url, statement):
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def rows(url, statement):
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(statement).fetchall()


def test_a_database_is_cloned_with_the_schema(database_url):
    assert rows(database_url, "select count(*) from sources") == [(0,)]


def test_postgres_listens_on_loopback_alone_with_scram_and_checksums(postgres):
    shown = {
        name: rows(postgres.url("postgres"), f"show {name}")[0][0]
        for name in [
            "listen_addresses",
            "unix_socket_directories",
            "password_encryption",
            "data_checksums",
            "wal_level",
        ]
    }
    assert shown == {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "password_encryption": "scram-sha-256",
        "data_checksums": "on",
        "wal_level": "replica",
    }


def test_postgres_turns_a_wrong_password_away(postgres):
    url = postgres.url("postgres").replace(postgres.engine.password, "wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url)


def test_what_was_committed_survives_an_immediate_restart(postgres, database_url):
    run(database_url, "create table kept as select 7 as n")
    postgres.restart(immediate=True)
    assert rows(database_url, "select n from kept") == [(7,)]


def test_valkey_keeps_its_keys_over_a_kill(valkey, redis_url):
    client = redis.Redis.from_url(redis_url)
    client.set("kept", "7")
    client.execute_command("WAITAOF", 1, 0, 5_000)  # the file may be up to two seconds behind
    valkey.stop(signal.SIGKILL)
    valkey.start()
    assert client.get("kept") == b"7"


def test_valkey_asks_for_its_password(valkey):
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(host="127.0.0.1", port=valkey.engine.port, retry=None).ping()


def test_a_hung_valkey_answers_after_resume(valkey, redis_url):
    client = redis.Redis.from_url(redis_url, socket_timeout=0.3, retry=None)
    valkey.pause()
    with pytest.raises(redis.TimeoutError):
        client.ping()
    valkey.resume()
    assert client.ping()
