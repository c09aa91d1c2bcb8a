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


def by_text(kept, seen, trust, age, left):
    return float(f"{trust:.2f}")


def of_words(kept, seen, trust, age, left):
    return "kept" if kept else "broken"


def misspelt(truts):
    return 1.0


def of_many(*kept):
    return 1.0


number = 3.0


def tells(trust, misfit):
    return trust if misfit > 0.0 else 0.3


def monitors(trust, cash, role):
    return 0.9 - trust if cash > 1.0 else 0.2 + 0.1 * role


def consents(gain, outlay):
    return 0.8 if gain > 0.5 * outlay else 0.3


def orders(misfit, haggling, left):
    return 0.6 if misfit * misfit > haggling else 0.02 * left


def inflates(grievance, form, month):
    return 0.7 if grievance > 0.01 or form < 2.0 else 0.01 * month


def sues(ledger, price, value, cost):
    return 0.5 * price if ledger >= 0.0 else value - cost


def leaves(estimate, outside, opened, age, trust):
    if opened > 0.0 and outside > estimate:
        return 0.7
    return 0.02 * (1.0 - trust) * age


def proposes(score, trust, incumbent, cost):
    """Rather to the dear, and not to those it distrusts."""
    if trust < 0.3:
        return float("nan")
    return cost + 0.1 * incumbent - 0.1 * score


def accepts(score, trust, cash, month):
    if month > 30.0 and trust < 0.4:
        return float("nan")
    return -score if cash > 1.0 else trust


def always(role):
    return 1.0


def never():
    return -1.0


def by_rule(score):
    return score
