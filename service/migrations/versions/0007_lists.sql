-- squawk-ignore-file require-concurrent-index-creation, require-concurrent-index-deletion
-- PostgreSQL has no `concurrently` for partitioned tables; no version with an earlier schema has been released.
-- Every filter of a list has an index whose order is the list's order within it, so that a filter which matches
-- nothing, or only what is old, costs no more than one that matches everything. service/v1/*_rows.py compare whole
-- rows with these indexes, which leaves the planner no other way.
create index events_source_id on events (source_id, id);
create index events_type on events (type, source_id, id);  -- in this order: no other may begin like it
create index events_provider_id on events using hash (provider_id);
drop index events_source;

-- What is being sent is little at any time, and has an index already; so a delivery enters these two times, not three.
create index deliveries_state on deliveries (state, id) where state <> 'sending';
create index deliveries_destination_state on deliveries (destination_id, state, id) where state <> 'sending';
drop index deliveries_destination;
drop index deliveries_dead;
