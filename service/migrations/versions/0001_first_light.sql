-- Ids are UUIDv7, so that an id is a moment: partitions are ranges of ids, and newest first is an order of ids.
-- Ours, because PostgreSQL 17 has none built in.
create function uuid7(at timestamptz default clock_timestamp()) returns uuid
language sql volatile parallel safe as $$
  -- a random UUIDv4 whose first 48 bits become Unix milliseconds and whose version 0100 becomes 0111
  select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    placing substring(int8send(floor(extract(epoch from at) * 1000)::bigint) from 3) from 1 for 6),
    52, 1), 53, 1), 'hex')::uuid
$$;

create function uuid7_floor(at timestamptz) returns uuid
language sql immutable parallel safe as $$
  select (lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

create type destination_state as enum ('enabled', 'paused', 'disabled');
create type destination_reason as enum ('operator', 'gone', 'failing');
create type delivery_state as enum ('pending', 'sending', 'delivered', 'dead', 'cancelled');
create type delivery_error as enum ('timeout', 'dns', 'connect', 'tls', 'blocked', 'http', 'worker_lost');

create table sources (
  id uuid primary key default uuid7(),
  name text not null,
  ingest_key text not null,             -- the last part of the ingest URL: the name, or a token for scheme none
  scheme text not null,
  options jsonb,
  secrets bytea[] not null default '{}', -- sealed
  tolerance_seconds integer not null,
  max_bytes integer not null,
  rate_per_second integer not null,
  enabled boolean not null,
  deleted_at timestamptz
);
create unique index sources_name on sources (name) where deleted_at is null;
create unique index sources_ingest_key on sources (ingest_key) where deleted_at is null;

create table destinations (
  id uuid primary key default uuid7(),
  name text not null,
  url text not null,
  event_types text[],                   -- null: all
  signing_secrets bytea[] not null,     -- sealed, newest first
  max_in_flight integer not null,
  timeout_seconds integer not null,
  state destination_state not null default 'enabled',
  state_reason destination_reason,
  slow boolean not null default false,  -- its deliveries travel in the slow queue
  deleted_at timestamptz
);
create unique index destinations_name on destinations (name) where deleted_at is null;

create table routes (
  source_id uuid not null references sources,
  destination_id uuid not null references destinations on delete cascade,
  primary key (source_id, destination_id)
);
create index routes_destination on routes (destination_id);

-- No foreign key leads into a partitioned table: partitions are dropped whole.
create table events (
  id uuid primary key,
  source_id uuid not null,
  provider_id text,
  type text,
  method text not null,
  content_type text,
  headers jsonb not null,               -- [[name, value], …] as received
  body bytea not null,
  received_at timestamptz not null default now()
) partition by range (id);
create index events_source on events (source_id, id desc);

create table seen (                     -- provider ids of the deduplication window
  source_id uuid not null,
  provider_id text not null,
  event_id uuid not null,
  seen_at timestamptz not null default now(),
  primary key (source_id, provider_id)
);
create index seen_at on seen using brin (seen_at);

create table deliveries (
  id uuid primary key,
  event_id uuid not null,
  destination_id uuid not null,
  replay_id uuid,
  state delivery_state not null default 'pending',
  attempts smallint not null default 0,
  claims smallint not null default 0,   -- leases that ended without a result since the last attempt
  due_at timestamptz not null default now(), -- of a sending one: when its lease ends
  lease uuid,
  last_status smallint,
  last_error delivery_error,
  finished_at timestamptz
) partition by range (id);
create index deliveries_pending on deliveries (destination_id, due_at) where state = 'pending';
create index deliveries_sending on deliveries (destination_id, due_at) where state = 'sending';
create index deliveries_destination on deliveries (destination_id, id);
create index deliveries_dead on deliveries (destination_id, id) where state = 'dead';
create index deliveries_event on deliveries (event_id);

create table attempts (
  delivery_id uuid not null,
  n smallint not null,
  started_at timestamptz not null,
  duration_ms integer not null,
  status smallint,
  error delivery_error,
  response_head bytea,                  -- the first 1,000 bytes of the answer
  primary key (delivery_id, n)
) partition by range (delivery_id);

-- Daily partitions, made ahead. Attached rather than created in place: that takes a lock which writers do not feel.
-- There is no DEFAULT partition, for it would have to be searched at every attach.
create function ensure_partitions(days_ahead integer default 7) returns integer
language plpgsql as $$
declare
  made integer := 0;
  parent text;
  day date;
  partition text;
begin
  perform pg_advisory_xact_lock(7203002);
  foreach parent in array array['events', 'deliveries', 'attempts'] loop
    for day in select generate_series(today - 1, today + days_ahead, interval '1 day')::date
               from (select (now() at time zone 'UTC')::date as today) loop
      partition := format('%s_%s', parent, to_char(day, 'YYYYMMDD'));
      continue when to_regclass(partition) is not null;
      execute format('create table %I (like %I including defaults including constraints)', partition, parent);
      execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, partition,
        uuid7_floor(day::timestamp at time zone 'UTC'), uuid7_floor((day + 1)::timestamp at time zone 'UTC'));
      made := made + 1;
    end loop;
  end loop;
  return made;
end
$$;

select ensure_partitions();
