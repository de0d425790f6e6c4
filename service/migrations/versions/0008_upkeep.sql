-- squawk-ignore-file require-concurrent-index-creation, require-concurrent-index-deletion
-- PostgreSQL has no `concurrently` for partitioned tables; no version with an earlier schema has been released.
create function uuid7_time(id uuid) returns timestamptz
language sql immutable parallel safe as $$
  select to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0)
$$;

-- What any process of the API may do, and one at a time does.
create table jobs (
  name text primary key,
  due_at timestamptz not null default now(),
  succeeded_at timestamptz,
  failed_at timestamptz,                -- null once it succeeded again
  error text,
  result jsonb not null default '{}'
);
insert into jobs (name) values ('partitions'), ('retention'), ('seen'), ('tallies'), ('replays');

-- The age of provider ids, in order: what is past the window leaves in small batches. (BRIN keeps an old range's
-- minimum when its rows have gone, and would be read again and again.)
create index seen_age on seen (seen_at);
drop index seen_at;

create index deliveries_finished on deliveries (finished_at) where finished_at is not null;
create index attempts_failed on attempts (started_at) where error is not null;

-- Figures of the last week, a row a minute, each used again a week later: none is ever deleted.
create table tallies (
  slot integer primary key,             -- the minute since 1970, modulo a week
  minute timestamptz not null,
  received integer not null,
  delivered integer not null,
  dead integer not null,
  cancelled integer not null,
  failed_attempts integer not null,
  latency_p50_ms integer,               -- from a delivery's making to its success; null where there was none
  latency_p95_ms integer
);

-- Days that have a partition, and what each takes up. (A `case`, for names of other tables may be looked at first.)
create view days as
select case when child.relname ~ '_[0-9]{8}$' then to_date(right(child.relname, 8), 'YYYYMMDD') end as day,
  sum(pg_total_relation_size(child.oid))::bigint as bytes
from pg_inherits
join pg_class child on child.oid = inhrelid
where inhparent in ('events'::regclass, 'deliveries'::regclass, 'attempts'::regclass) and child.relkind = 'r'
group by 1;

-- Drops a day unless a delivery made on it, or of an event received on it, is unfinished; tells whether it did.
-- The advisory lock keeps replays from making deliveries of its events meanwhile. Tables are locked last, parents
-- first as everybody does, and waited for briefly: who writes waits behind whoever waits for such a lock.
create function drop_day(day date) returns boolean
language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '250ms' as $$
declare
  suffix text := to_char(day, 'YYYYMMDD');
  first_id uuid := uuid7_floor(day::timestamp at time zone 'UTC');
  end_id uuid := uuid7_floor((day + 1)::timestamp at time zone 'UTC');
begin
  if day >= (now() at time zone 'UTC')::date then
    raise exception 'the day % is not over', day;
  end if;
  perform pg_advisory_xact_lock(7203005);
  if exists (select from deliveries where state in ('pending', 'sending') and id >= first_id and id < end_id)
    or exists (select from deliveries where state in ('pending', 'sending') and event_id >= first_id and event_id < end_id)
  then
    return false;
  end if;
  lock table only events, only deliveries, only attempts in access exclusive mode;
  execute format('drop table if exists events_%1$s, deliveries_%1$s, attempts_%1$s', suffix);
  return true;
end
$$;
