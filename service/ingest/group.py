"""Leader and followers: greenlets that arrive while one acts share the next act.

No delay is added and nobody acts for others for good: the first one leads; when its act is done it hands over
to the first that waits, who acts for all that wait. See docs/adr/0003-group-commit.md.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import gevent
from gevent.hub import Waiter, get_hub

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

Act = Callable[[Sequence[Item]], Sequence[Outcome | BaseException]]
MAX_ITEMS = 100
MAX_WAITING = 1_000


class CrowdedError(Exception):
    """Too many wait already."""


class AbandonedError(Exception):
    """The leader was ended in the middle of its act."""


@dataclass(slots=True, eq=False)
class _Turn(Generic[Item, Outcome]):
    item: Item
    waiter: "Waiter[bool]" = field(default_factory=Waiter)
    outcome: Outcome | BaseException = field(default_factory=AbandonedError)

    def answer(self) -> Outcome:
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome


class Group(Generic[Item, Outcome]):
    """Shares one connection among the greenlets of a gunicorn worker.

    act: returns an outcome for each item, an exception for those that failed. It must end by itself, for
    nobody who waits may give up: they may be handed the connection. max_size: of one act, in units of `size`.
    """

    def __init__(
        self,
        act: Act[Item, Outcome],
        size: Callable[[Item], int] = lambda _item: 1,
        max_size: int = MAX_ITEMS,
    ) -> None:
        self._act = act
        self._size = size
        self._max_size = max_size
        self._waiting: deque[_Turn[Item, Outcome]] = deque()
        self._busy = False

    def join(self, item: Item) -> Outcome:
        """Return the item's outcome, or raise it; CrowdedError, AbandonedError."""
        turn: _Turn[Item, Outcome] = _Turn(item)
        if self._busy and not self._wait_to_lead(turn):
            return turn.answer()
        self._busy = True
        turns = [turn]
        try:
            gevent.sleep(0)  # requests that are already readable join
            turns += self._followers(self._size(item))
            for one, outcome in zip(turns, self._act([one.item for one in turns]), strict=True):
                one.outcome = outcome
        finally:
            self._hand_over(turns[1:])
        return turn.answer()

    def _wait_to_lead(self, turn: _Turn[Item, Outcome]) -> bool:
        if len(self._waiting) >= MAX_WAITING:
            raise CrowdedError
        self._waiting.append(turn)
        leads: bool = turn.waiter.get()
        return leads

    def _followers(self, size: int) -> list[_Turn[Item, Outcome]]:
        followers: list[_Turn[Item, Outcome]] = []
        while self._waiting and len(followers) < MAX_ITEMS - 1:
            size += self._size(self._waiting[0].item)
            if size > self._max_size:
                break
            followers.append(self._waiting.popleft())
        return followers

    def _hand_over(self, done: Sequence[_Turn[Item, Outcome]]) -> None:
        wake = get_hub().loop.run_callback
        if self._waiting:
            wake(self._waiting.popleft().waiter.switch, True)
        else:
            self._busy = False
        for turn in done:
            wake(turn.waiter.switch, False)
