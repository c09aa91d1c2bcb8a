"""The promise game by EGTtools' C++ strategies, in an environment of its own: it cannot import this project.

Told in one JSON object: payoffs, noise, turns. Answers every line that comes in with seconds, turns played
and each pair's mean payoffs a turn. Of pairs that draw, `NormalFormGame` plays 10,000 games.
"""

import json
import sys
import time
from importlib.metadata import version

import numpy as np
from egttools.behaviors.NormalForm import TwoActions  # pyright: ignore[reportMissingImports]
from egttools.games import NormalFormGame  # pyright: ignore[reportMissingImports]

GAMES = 10_000


def main() -> None:
    told = json.loads(sys.argv[1])
    kept, sucker, tempted, broken = (
        told[name] for name in ("kept_kept", "kept_broken", "broken_kept", "broken_broken")
    )
    matrix = np.array([[broken, tempted], [sucker, kept]])  # action 1 cooperates
    # The game keeps no reference of its own to these: without a name they would be gone.
    strategies = [
        TwoActions.ImperfectTFT(told["slip"]),
        TwoActions.GenerousTFT(kept, broken, tempted, sucker),
        TwoActions.Random(),
    ]
    count = len(strategies)
    pairs = [(one, other) for one in range(count) for other in range(one, count)]
    print(json.dumps({"version": version("egttools")}), flush=True)
    for _ in sys.stdin:
        begun = time.perf_counter()
        game = NormalFormGame(told["turns"], matrix, strategies)
        seconds = time.perf_counter() - begun
        made = game.expected_payoffs()
        means = [[float(made[one, other]), float(made[other, one])] for one, other in pairs]
        amount = len(pairs) * GAMES * told["turns"]
        print(json.dumps({"seconds": seconds, "amount": amount, "means": means}), flush=True)


if __name__ == "__main__":
    main()
