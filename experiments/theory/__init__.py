"""Theory as pictures: closed forms with simulated points of the real model on them.

`python -m experiments.theory` plays, for each limiting case, worlds in which every channel is shut but the
one that the formula is about, and draws what came out over the curve that should have come out.

`closed_forms` the formulas · `settings` the shut world and the luck of each point · `points` intervals and
coverage · `case` what a picture consists of · `contracts`, `change`, `bargaining`, `promises`, `survival`
the cases · `__main__` the command.
"""
