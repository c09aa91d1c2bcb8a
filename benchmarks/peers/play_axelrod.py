"""The promise game by Axelrod-Python, in an environment of its own: it cannot import this project.

Told in one JSON object: the strategies' chances, the payoffs, noise, turns and games. Answers every line that
comes in, the seed of its games, with seconds, turns played and each pair's mean payoffs a turn.
"""

import json
import sys
import time

import axelrod  # pyright: ignore[reportMissingImports]


def main() -> None:
    told = json.loads(sys.argv[1])
    game = axelrod.Game(
        r=told["kept_kept"], s=told["kept_broken"], t=told["broken_kept"], p=told["broken_broken"]
    )
    vectors = told["strategies"]
    pairs = [(one, other) for one in range(len(vectors)) for other in range(one, len(vectors))]
    print(json.dumps({"version": axelrod.__version__}), flush=True)
    for line in sys.stdin:
        seed, seconds, means = int(line), 0.0, []
        for one, other in pairs:
            players = [axelrod.MemoryOnePlayer(four_vector=vectors[place][1:]) for place in (one, other)]
            sums = [0.0, 0.0]
            for number in range(told["games"]):
                begun = time.perf_counter()
                match = axelrod.Match(
                    players, turns=told["turns"], game=game, noise=told["slip"],
                    seed=seed * 1_000_000 + 1000 * len(means) + number,
                )  # fmt: skip
                match.play()
                seconds += time.perf_counter() - begun
                for side, made in enumerate(match.final_score_per_turn()):
                    sums[side] += float(made)
            means.append([made / told["games"] for made in sums])
        amount = len(pairs) * told["games"] * told["turns"]
        print(json.dumps({"seconds": seconds, "amount": amount, "means": means}), flush=True)


if __name__ == "__main__":
    main()
