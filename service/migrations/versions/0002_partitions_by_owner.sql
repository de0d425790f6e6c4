-- The relay keeps partitions ahead, and may not create tables: the function does it with its owner's rights.
alter function ensure_partitions(integer) security definer set search_path = public, pg_temp;
