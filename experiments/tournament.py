"""A round robin of the promise game: every strategy meets every other and itself, in both roles.

One ordered pair of strategies, the buyer's and the supplier's, is one arm: worlds of one buyer and one
supplier, a game each. A score is a payoff in money a month; i's against j is the mean of what i makes as
buyer of supplier j and as supplier of buyer j, the two on the same luck.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from experiments import store, terminal
from sim.ensemble import Result, run_ensemble
from sim.measures.inference import EXACT, Interval, mean_interval
from sim.measures.wording import MISSING, number, percent, spanned, spelled
from sim.scenario import Arm, Population, Scenario, Strategy
from sim.spelling import ConfigError, advice, listing
from sim.variants import variant, variant_names

if TYPE_CHECKING:
    from experiments.store import Study

FEWEST_STRATEGIES, FEWEST_GAMES = 2, 2
STANDINGS, MATCHES = "tournament", "matches"
PRINCIPAL = STANDINGS
OUTCOMES = {1: "win", 0: "tie", -1: "loss"}


def check(study: Study) -> None:
    """Refuse a field of strategies that cannot all meet, and a world that is not a game of two."""
    scenario, settings = study.scenario, study.settings
    if scenario.arms or scenario.population != Population():
        given = "arms" if scenario.arms else "population"
        reason = "a tournament makes its own, one for each two of `tournament.strategies`"
        raise ConfigError(f"`{given}` has no effect here: {reason}")
    check_field(settings.tournament.strategies if settings.tournament else (), scenario)
    for role in ("buyers", "suppliers"):
        count = getattr(scenario.market, role)
        if count != 1:
            raise ConfigError(f"`market.{role}` is {count}, but a game has one buyer and one supplier")
    if settings.replicates < FEWEST_GAMES:
        wanted = f"intervals need {FEWEST_GAMES} games of each pair at least"
        raise ConfigError(f"`replicates` is {settings.replicates}, but {wanted}")


def check_field(names: Sequence[str], scenario: Scenario) -> None:
    """Refuse strategies that do not exist, that come twice, or that no contract can bring together."""
    path = "`tournament.strategies`"
    menus = {name: set(strategy_of(name, scenario.strategies).menu) for name in names}
    twice = [name for name in menus if names.count(name) > 1]
    if twice:
        raise ConfigError(f"{path} names `{twice[0]}` more than once")
    if len(names) < FEWEST_STRATEGIES:
        given = listing(names)
        raise ConfigError(f"{path} must name {FEWEST_STRATEGIES} strategies at least, not: {given}")
    for one, other in combinations(names, 2):
        if not menus[one] & menus[other]:
            raise ConfigError(f"{path}: `{one}` and `{other}` have no contract form in common")


def strategy_of(name: str, known: Mapping[str, Strategy]) -> Strategy:
    """The strategy of this name, or the one that is generated under it."""
    found = known.get(name) or variant(name, known)
    if found is None:
        # Only a long name can have meant a generated one.
        generated = [made for base in known for made in variant_names(base)] if name.count("_") > 1 else []
        hint = advice(name, [*known, *generated], "strategies are")
        raise ConfigError(f"`tournament.strategies` names `{name}`, which is no strategy; {hint}")
    return found


def play(study: Study, draft: Path, label: str) -> str:
    """Play every pair, write tables and the heat map; the finding in words."""
    settings = study.settings
    assert settings.tournament is not None  # checked
    names, engine = settings.tournament.strategies, settings.engine
    with terminal.progress_bar("games") as report:
        result = run_ensemble(
            paired_off(study.scenario, names), replicates=settings.replicates, seed=settings.seed,
            threads=engine.workers, block=engine.block, progress=report,
        )  # fmt: skip
    terminal.warn_of_failures(result.replicates)
    games = games_of(result, names)
    standings, matches = standings_table(games), matches_table(games)
    store.write_tables({STANDINGS: standings, MATCHES: matches}, draft, csv=settings.csv)
    from sim.plots.tournament import draw_all

    draw_all(standings, matches, draft / "figures", settings.caption(label))
    return finding(standings)


def show(folder: Path, *, stored: bool) -> None:
    """Print the standings, the finding and where all lies."""
    out = terminal.console()
    out.print("Score: payoff a month over all opponents, itself included, each met as buyer and as supplier")
    out.print(printed(store.stored(folder, f"{STANDINGS}.parquet")))
    terminal.close(store.stored_finding(folder), folder, stored=stored)


def paired_off(scenario: Scenario, names: Sequence[str]) -> Scenario:
    """The scenario with an arm for every ordered pair: the first buys from the second."""
    arms = tuple(
        Arm(
            arm_name(i, j), Population({one: 1.0}, {other: 1.0}),
            label=f"{spelled(one)} buys from {spelled(other)}",
        )
        for (i, one), (j, other) in product(enumerate(names), repeat=2)
    )  # fmt: skip
    return replace(scenario, arms=arms)


def arm_name(buyer: int, supplier: int) -> str:
    return f"pair_{buyer}_{supplier}"


@dataclass(frozen=True)
class Games:
    """What every strategy made of every other. Axes: strategy, opponent, and for payoffs the game."""

    names: tuple[str, ...]
    as_buyer: NDArray[np.float64]  # money a month; nan in a game that failed
    as_supplier: NDArray[np.float64]
    held: NDArray[np.float64]  # promises, over all games and both roles
    kept: NDArray[np.float64]

    def scores(self) -> NDArray[np.float64]:
        """The mean of both roles, money a month."""
        return 0.5 * (self.as_buyer + self.as_supplier)


def games_of(result: Result, names: Sequence[str]) -> Games:
    """The payoffs and promises of an ensemble that played `paired_off` of these names."""
    order = [arm_name(i, j) for i, j in product(range(len(names)), repeat=2)]
    square = (len(names), len(names))

    def by_pair(table: Any) -> NDArray[np.float64]:
        """The rows of a table by arm as [buyer, supplier, …]."""
        numbers = table.loc[order].to_numpy(dtype=float)
        return numbers.reshape(*square, *numbers.shape[1:])

    table = result.replicates.set_index(["arm", "replicate"])
    payoffs = table[["buyer_slot", "supplier_slot"]].where(table["status"] == "ok").unstack("replicate")
    counted = (
        result.accounts.groupby(["arm", "role"])[["promises_held", "promises_kept"]].sum().unstack("role")
    )
    held, kept = (
        by_pair(counted[(name, "buyer")]) + by_pair(counted[(name, "supplier")]).T
        for name in ("promises_held", "promises_kept")
    )
    as_supplier = by_pair(payoffs["supplier_slot"]).swapaxes(0, 1)
    return Games(tuple(names), by_pair(payoffs["buyer_slot"]), as_supplier, held, kept)


def head_to_head(scores: NDArray[np.float64], one: int, other: int) -> Interval:
    """By how much one strategy's score exceeds its opponent's in their own games; paired by game."""
    return mean_interval(scores[one, other] - scores[other, one])


def share(kept: float, held: float) -> float:
    """Promises kept of those held; nan where none was held."""
    return float(kept / held) if held > 0 else float("nan")


def matches_table(games: Games) -> pd.DataFrame:
    """A row for each strategy and opponent, in the order given.

    Columns: strategy, opponent; score (money a month, mean over games of both roles) with se over games;
    as_buyer, as_supplier; opponent_score; margin = score − opponent_score with _low and _high (95 %,
    paired by game); outcome, `win` or `loss` where that interval leaves out 0, else `tie` (`itself`
    against itself); cooperation, the share of its promises that the strategy kept; n games that ended well.
    """
    scores = games.scores()
    rows: list[dict[str, Any]] = []
    for (i, one), (j, other) in product(enumerate(games.names), repeat=2):
        own, margin = mean_interval(scores[i, j]), head_to_head(scores, i, j)
        rows.append(
            {
                "strategy": one, "opponent": other, "score": own.mean, "se": own.se,
                "as_buyer": mean_interval(games.as_buyer[i, j]).mean,
                "as_supplier": mean_interval(games.as_supplier[i, j]).mean,
                "opponent_score": mean_interval(scores[j, i]).mean,
                "margin": margin.mean, "margin_low": margin.low, "margin_high": margin.high,
                "outcome": "itself" if i == j else OUTCOMES[margin.sign],
                "cooperation": share(games.kept[i, j], games.held[i, j]), "n": own.n,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def standings_table(games: Games) -> pd.DataFrame:
    """A row for each strategy, best first.

    Columns: rank (equal means share one); strategy, label; mean score over all opponents, itself
    included (money a month), with se over games; sd over opponents of the score against each (they are
    all there are, so divided by their number); wins, ties, losses head to head, as in `matches_table`;
    cooperation, the share of all its promises kept; behind, how far the mean is behind the first's, with
    _low and _high (95 %, paired by game); n games that ended well.
    """
    scores = games.scores()
    overall = scores.mean(axis=1)  # a game that failed for one opponent is left out for all
    means = [mean_interval(one) for one in overall]
    order = sorted(range(len(means)), key=lambda place: (-np.round(means[place].mean, 9), place))
    rows: list[dict[str, Any]] = []
    for place, i in enumerate(order):
        tied = place > 0 and means[order[place - 1]].mean - means[i].mean <= EXACT
        signs = [head_to_head(scores, i, j).sign for j in range(len(order)) if j != i]
        behind = mean_interval(overall[order[0]] - overall[i])
        rows.append(
            {
                "rank": rows[-1]["rank"] if tied else place + 1,
                "strategy": games.names[i], "label": spelled(games.names[i]),
                "mean": means[i].mean, "se": means[i].se,
                "sd": float(np.nanmean(scores[i], axis=1).std()),
                "wins": signs.count(1), "ties": signs.count(0), "losses": signs.count(-1),
                "cooperation": share(games.kept[i].sum(), games.held[i].sum()),
                "behind": behind.mean, "behind_low": behind.low, "behind_high": behind.high,
                "n": means[i].n,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def printed(standings: pd.DataFrame) -> Table:
    """The standings for the terminal."""
    made = Table("rank", "strategy", box=SIMPLE_HEAD)
    for heading in ("mean", "se", "sd", "wins", "ties", "losses", "promises\nkept", "behind\nthe first"):
        made.add_column(heading, justify="right", no_wrap=True)
    for place, row in enumerate(standings.to_dict("records")):
        low, high = (number(row[f"behind_{end}"]) for end in ("low", "high"))
        # As text, lest rich take the brackets for markup.
        gap = Text(f"{number(row['behind'])} [{low}, {high}]" if place else MISSING)
        made.add_row(
            str(row["rank"]), row["label"], *(number(row[name]) for name in ("mean", "se", "sd")),
            *(str(row[name]) for name in ("wins", "ties", "losses")), percent(row["cooperation"]), gap,
        )  # fmt: skip
    return made


def behind(row: Mapping[Any, Any]) -> Interval:
    """How far a row of the standings is behind the first."""
    return Interval(row["behind"], np.nan, row["behind_low"], row["behind_high"], row["n"])


def finding(standings: pd.DataFrame) -> str:
    """Who ranks first and by how much, who beats most opponents, who keeps most: all computed."""
    from sim.plots.tournament import joined, leading, sentence

    first, count = leading(standings), len(standings)
    best = standings.iloc[0]
    score = f"{number(best['mean'])} a month on average over {count} opponents, itself included"
    if first.sum() == 1:
        told = [f"{best['label']} ranks first with {score}"]
    elif np.ptp(standings.loc[first, "mean"]) <= EXACT:
        told = [f"{joined(standings[first])} share the first rank with {score}"]
    else:
        others = f"no difference can be told among {joined(standings[first])}"
        told = [f"{best['label']} ranks first with {score}, but {others}"]
    if not first.all():
        following = standings[~first].to_dict("records")[0]
        lead = spanned(behind(following)).lstrip("+")
        told.append(f"{best['label']} is ahead of {following['label']} by {lead} a month")
    if standings["wins"].any():
        beating = joined(standings[standings["wins"] == standings["wins"].max()])
        beaten = f"{standings['wins'].max()} of {count - 1}"
        told.append(f"most opponents are beaten in their own games by {beating} ({beaten})")
    return " ".join(f"{sentence(part)}." for part in [*told, keeping(standings)])


def keeping(standings: pd.DataFrame) -> str:
    """Who keeps the largest and the smallest share of its promises."""
    from sim.plots.tournament import joined

    kept = standings["cooperation"]
    if not kept.notna().any():
        return "nobody had a promise to keep"
    edges = (kept.max(), kept.min())
    most, fewest = (f"{joined(standings[(kept - edge).abs() <= EXACT])} ({percent(edge)})" for edge in edges)
    if edges[0] - edges[1] <= EXACT:
        return f"all keep the same share of their promises, {percent(edges[0])}"
    return f"most promises are kept by {most}, fewest by {fewest}"
