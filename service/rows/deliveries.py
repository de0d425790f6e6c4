"""Deliveries, newest first."""

from typing import Any, LiteralString
from uuid import UUID

from core.database import Connection
from service.rows.window import Window

Row = dict[str, Any]
STATES = ("pending", "sending", "delivered", "dead", "cancelled")

IN_WINDOW = "d.id >= %(floor)s and d.id < %(ceiling)s"

ALL = f"select d.* from deliveries d where {IN_WINDOW} order by d.id desc limit %(limit)s"
# Few are of one event, or under way: all of them are found first, by no other index, and looked through then.
_FEW = f"""
with found as materialized (select * from deliveries where {{condition}})
select * from found d
where {IN_WINDOW} and (%(state)s::delivery_state is null or d.state = %(state)s)
  and (%(destination_id)s::uuid is null or d.destination_id = %(destination_id)s)
order by d.id desc limit %(limit)s
"""
OF_EVENT = _FEW.replace("{condition}", "event_id = %(event_id)s")
SENDING = _FEW.replace("{condition}", "state = 'sending'")
OF_STATE = f"""
select d.* from deliveries d
where (d.state, d.id) < (%(state)s::delivery_state, %(ceiling)s)
  and (d.state, d.id) >= (%(state)s::delivery_state, %(floor)s)
  and d.state <> 'sending' and {IN_WINDOW}
order by d.state desc, d.id desc limit %(limit)s
"""
OF_DESTINATION = f"""
with under_way as materialized (select * from deliveries where state = 'sending')
select * from (
  select of_state.*
  from unnest(%(states)s::delivery_state[]) as s(state)
  cross join lateral (
    select d.* from deliveries d
    where (d.destination_id, d.state, d.id) < (%(destination_id)s::uuid, s.state, %(ceiling)s)
      and (d.destination_id, d.state, d.id) >= (%(destination_id)s::uuid, s.state, %(floor)s)
      and d.state <> 'sending' and {IN_WINDOW}
    order by d.destination_id desc, d.state desc, d.id desc limit %(limit)s
  ) of_state
  union all
  (select d.* from under_way d
   where 'sending' = any(%(states)s) and d.destination_id = %(destination_id)s and {IN_WINDOW})
) of_destination
order by id desc limit %(limit)s
"""
_NAMED = """
select page.id, page.event_id, t.name as destination, page.state, page.attempts, page.last_status,
  page.last_error, page.replay_id, page.finished_at,
  case page.state when 'pending' then page.due_at end as next_attempt_at
from ({page}) page join destinations t on t.id = page.destination_id
order by page.id desc
"""


def find(
    database: Connection,
    window: Window,
    state: str | None = None,
    destination_id: UUID | None = None,
    event_id: UUID | None = None,
) -> list[Row]:
    """Return the deliveries that fit, with `destination`, the destination's name."""
    values = window.values() | {
        "state": state,
        "states": list(STATES) if state is None else [state],
        "destination_id": destination_id,
        "event_id": event_id,
    }
    page = _statement(state, destination_id, event_id)
    # Never a prepared statement: a generic plan could not tell which partitions not to open.
    return database.execute(_NAMED.replace("{page}", page), values, prepare=False).fetchall()


def _statement(state: str | None, destination_id: UUID | None, event_id: UUID | None) -> LiteralString:
    if event_id is not None:
        return OF_EVENT
    if destination_id is not None:
        return OF_DESTINATION
    if state == "sending":
        return SENDING
    return ALL if state is None else OF_STATE
