-- Whoever may write keys may do everything, and whoever may write the audit trail may do so unseen: the API alone.
-- (Where the roles are is the business of the Ansible role postgres; on a laptop there are none.)
do $$
declare
  name text;
begin
  for name in select rolname from pg_roles where rolname in ('worker', 'readonly') loop
    execute format('revoke all on api_keys from %I', name);
  end loop;
  for name in select rolname from pg_roles where rolname = 'worker' loop
    execute format('revoke all on audit from %I', name);
  end loop;
end
$$;
