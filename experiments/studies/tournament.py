"""A tournament: every strategy meets every other and itself in the promise game, in both roles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import pandas as pd

from experiments.terminal import warn_of_failures
from sim.ensemble import run_ensemble
from sim.measures.tournament import games_of, matches_table, paired_off, standings_table
from sim.scenario import Population, Scenario, Strategy
from sim.spelling import ConfigError, advice, listing
from sim.variants import variant, variant_names

if TYPE_CHECKING:
    from experiments.settings import Settings
    from experiments.study import Study

PRINCIPAL = "tournament"
MOST = 40
FEWEST_STRATEGIES, FEWEST_GAMES = 2, 2


def strategies_of(settings: Settings) -> tuple[str, ...]:
    """Strategies that only the settings name."""
    return settings.tournament.strategies if settings.tournament else ()


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


def play(study: Study, report: Callable[[int, int], None]) -> dict[str, pd.DataFrame]:
    """`tournament`: the standings, best first; `matches`: each strategy against each, in that order."""
    settings = study.settings
    assert settings.tournament is not None  # checked
    names, engine = settings.tournament.strategies, settings.engine
    result = run_ensemble(
        paired_off(study.scenario, names), replicates=settings.replicates, seed=settings.seed,
        threads=engine.workers, block=engine.block, progress=report,
    )  # fmt: skip
    warn_of_failures(result.replicates)
    games = games_of(result, names)
    standings = standings_table(games)
    place = standings["strategy"].tolist().index
    ordered = matches_table(games).sort_values(["strategy", "opponent"], key=lambda own: own.map(place))
    return {PRINCIPAL: standings, "matches": ordered.reset_index(drop=True)}


def shown(tables: Mapping[str, pd.DataFrame]) -> list[tuple[str, pd.DataFrame]]:
    """The standings without what repeats another column."""
    kept = ["rank", "label", "mean", "se", "sd", "wins", "ties", "losses", "cooperation", "behind"]
    return [("", tables[PRINCIPAL][kept])]
