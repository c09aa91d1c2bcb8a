"""Conduct of one's own, as a user would write it: see `test_chances`."""

from sim.arithmetic import exp


def tit_for_tat(kept, seen, trust, age, left):
    """The memory-one rule of that name."""
    if kept < 0.0:
        return 1.0
    return seen


def patient(kept, seen, trust, age, left):
    """Forgives those it trusts, and less near the end of the term."""
    if kept < 0.0 or seen > 0.0:
        return 1.0 - 0.5 * exp(-0.1 * left)
    return min(0.9, trust * (1.0 - 1.0 / (1.0 + age)))


def beyond(kept, seen, trust, age, left):
    """Answers that are no chance."""
    if trust > 0.55:
        return 7.0
    return -1.0


def raising(kept, seen, trust, age, left):
    assert trust >= 0.0
    return trust


def failing_late(kept, seen, trust, age, left):
    """Fails at ages where nobody tries it: no promise is kept then."""
    return (0.9, 0.8)[int(age > 7.0) + int(age == 9.0)]


def at_first(kept, seen, trust, age, left):
    return 1.0 / age


def turned(trust, kept, seen, left, age):
    return trust


def by_text(kept, seen, trust, age, left):
    return float(f"{trust:.2f}")


def of_words(kept, seen, trust, age, left):
    return "kept" if kept else "broken"


def of_two(kept, seen):
    return 1.0


number = 3.0
