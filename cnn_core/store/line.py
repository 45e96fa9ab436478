"""Whose turn it is: a queue that is fair among learners."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence


def turns(
    waiting: Sequence[tuple[str, str]], running: Mapping[str, int], most_of_one: int | None = None
) -> Iterator[str]:
    """The waiting runs in the order in which they get their turn, if none ends meanwhile.

    The learner with the fewest running goes first, then the one who has waited longest. A run whose turn
    came counts as running for those after it, so that many runs of one learner hold up nobody else.

    Args:
        waiting: (id, learner), those that waited longest first.
        running: how many each learner has running.
        most_of_one: learners with so many running have to wait; None for no such limit.

    >>> list(turns([("a1", "ann"), ("a2", "ann"), ("b1", "bob")], {}))
    ['a1', 'b1', 'a2']
    >>> list(turns([("a1", "ann"), ("b1", "bob")], {"ann": 1}, most_of_one=1))
    ['b1']
    """
    busy = Counter(running)
    left = list(waiting)
    while left:
        # min keeps the first of equals: who waited longest.
        one = min(left, key=lambda run: busy[run[1]])
        if most_of_one is not None and busy[one[1]] >= most_of_one:
            return
        left.remove(one)
        busy[one[1]] += 1
        yield one[0]
