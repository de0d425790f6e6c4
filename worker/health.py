"""How a destination does: whether it is slow, whether it is asked at all just now, and when it is given up.

After MAX_FAILURES attempts in a row that failed, and GRACE_SECONDS of them, its breaker opens: nothing goes
out for a while that grows with the outage, then one delivery, to see. A success closes it. After days it is
disabled.
"""

from dataclasses import dataclass
from uuid import UUID

from core import logs
from core.database import Connection

MAX_FAILURES = 10
GRACE_SECONDS = 10
SHORTEST_REST_SECONDS = 5
LONGEST_REST_SECONDS = 60
GIVEN_UP_DAYS = 5

log = logs.get()

# The rest is a quarter of the outage so far, give or take a fifth: many that failed together come back apart.
# A failure after a day without any is the first of a new outage.
NOTE = """
with before as (
  select state, failures + %(failed)s as failures,
    case when failed_at > now() - interval '1 day' then coalesce(failing_since, now()) else now() end as since
  from destinations where id = %(id)s
), verdict as (
  select *,
    case when %(gone)s and state <> 'disabled' then 'gone'
      when %(failed)s > 0 and state = 'enabled' and since < now() - %(days)s * interval '1 day' then 'failing'
      end::destination_reason as ended,
    least(greatest(extract(epoch from now() - since) / 4, %(shortest)s), %(longest)s) * (0.8 + 0.4 * random())
      as rest
  from before
)
update destinations d set
  slow = coalesce(%(slow)s, slow),
  state = case when ended is null then d.state else 'disabled' end,
  state_reason = coalesce(ended, d.state_reason),
  failures = case when %(succeeded)s then 0 else verdict.failures end,
  failing_since = case when %(succeeded)s then null when %(failed)s > 0 then since else failing_since end,
  failed_at = case when %(failed)s > 0 then now() else failed_at end,
  open_until = case when %(succeeded)s then null
    when %(failed)s > 0 and verdict.failures >= %(max_failures)s
      and since <= now() - %(grace)s * interval '1 second' then now() + rest * interval '1 second'
    else open_until end
from verdict where d.id = %(id)s
returning d.name, ended, case when %(failed)s > 0 and open_until > now() then round(rest)::integer end as rest
"""


@dataclass(slots=True)
class Health:
    """What a batch learned; is_slow None: nothing. failed: attempts, if none succeeded."""

    is_slow: bool | None = None
    is_gone: bool = False
    is_success: bool = False
    failures: int = 0

    @property
    def failed(self) -> int:
        """How many attempts failed of a batch in which none succeeded."""
        return 0 if self.is_success else self.failures

    def is_news(self, was_slow: bool, was_failing: bool) -> bool:
        """Whether the database must hear of it."""
        is_other = self.is_slow is not None and self.is_slow != was_slow
        return is_other or self.is_gone or self.failed > 0 or (self.is_success and was_failing)


def note(connection: Connection, destination: UUID, health: Health) -> None:
    """Write what was learned, and tell when the destination rests or ends because of it."""
    values = {
        "id": destination,
        "slow": health.is_slow,
        "gone": health.is_gone,
        "succeeded": health.is_success,
        "failed": health.failed,
        "max_failures": MAX_FAILURES,
        "grace": GRACE_SECONDS,
        "shortest": SHORTEST_REST_SECONDS,
        "longest": LONGEST_REST_SECONDS,
        "days": GIVEN_UP_DAYS,
    }
    row = connection.execute(NOTE, values).fetchone()
    if row and row["ended"]:
        log.warning("destination disabled", destination=row["name"], reason=row["ended"])
    elif row and row["rest"]:
        log.info("destination rests", destination=row["name"], seconds=row["rest"])
