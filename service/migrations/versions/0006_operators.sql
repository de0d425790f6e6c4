-- squawk-ignore-file require-concurrent-index-creation, require-concurrent-index-deletion
-- PostgreSQL has no `concurrently` for partitioned tables; no version with an earlier schema has been released.
create type key_scope as enum ('read', 'operate', 'admin');

create table api_keys (
  id uuid primary key default uuid7(),
  name text not null,
  scope key_scope not null,
  hash bytea not null                   -- SHA-256: a key is 256 random bits, so no salt and no slow hash
);
create unique index api_keys_hash on api_keys (hash);

create table audit (
  id uuid primary key default uuid7(),
  key_id uuid,                          -- null: API_KEY
  key_name text not null,               -- the key may be deleted since
  action text not null,
  target_id uuid not null,
  target_name text,
  changes jsonb not null                -- {field: [before, after]}; of secrets only that they changed
);

create type replay_state as enum ('running', 'done', 'cancelled');

create table replays (
  id uuid primary key default uuid7(),
  idempotency_key text unique,
  request jsonb not null,               -- as it was asked for
  request_hash bytea not null,
  state replay_state not null default 'running',
  next_below uuid not null,             -- newest first: events, or deliveries, below this id are still to be looked at
  matched bigint not null default 0,
  created bigint not null default 0,
  finished_at timestamptz
);
create index replays_running on replays (id) where state = 'running';
create index replays_cancelled on replays (finished_at) where state = 'cancelled';

create index deliveries_replay on deliveries (replay_id, id) where replay_id is not null and state = 'pending';
