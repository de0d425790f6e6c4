-- Posts that a source refused. Ingest keeps the last hundred of each source; a rejection's id is when it came.
create table rejections (
  id uuid primary key,
  source_id uuid not null,
  address text not null,
  reason text not null,                 -- the problem's name, as the sender was told it
  header_names text[] not null
);
create index rejections_source on rejections (source_id, id desc);

create table rejection_counts (         -- since the source was made
  source_id uuid not null,
  reason text not null,
  total bigint not null,
  primary key (source_id, reason)
);
