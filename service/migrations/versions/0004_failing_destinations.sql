-- How a destination does, as the worker sees it; and until when a secret that was rotated away signs too.
alter table destinations
  add column failures integer not null default 0, -- attempts in a row that failed
  add column failing_since timestamptz,           -- when the first of them did; a day without any begins anew
  add column failed_at timestamptz,               -- when the last of them did
  add column open_until timestamptz,              -- the breaker: until then none goes out, then one, to see
  add column rotated_at timestamptz;              -- when signing_secrets got its first element
