-- How long the oldest due delivery had been due when the minute was counted; 0: nothing was, null: nobody looked.
alter table tallies add column oldest_due_seconds real;
