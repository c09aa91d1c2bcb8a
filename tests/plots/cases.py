"""Every figure that the project draws, from small tables of real runs (`tables/`) or a made-up world.

The tables are frozen: what changes a number of the economics does not change these pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from tests.plots.conftest import map_of, world_of

from sim.measures.arms import MAIN_ARMS
from sim.measures.effects import forest_table
from sim.measures.headline import headline_table
from sim.plots import (
    ablation,
    ageing,
    contracts,
    contrasts,
    factors,
    hazard,
    headline,
    invasion,
    maps,
    networks,
    opportunists,
    outcomes,
    parties,
    power,
    prior,
    shares,
    strip,
    tournament,
    trade,
)
from sim.plots.sheets import Sheet
from sim.plots.style import BLUE, GREEN, INK, ORANGE, PURPLE

TABLES = Path(__file__).with_name("tables")
CAPTION = "60 replicates · seed 1 · 3f9a"
PARTIES = {"joint_slot": "the pair", "buyer_slot": "buyers", "supplier_slot": "suppliers"}
LABELS = {
    "wiifme_rigid": "WIIFME rigid", "wiifme_flexible": "WIIFME flexible",
    "relational_bare": "relational bare", "wiifwe": "WIIFWE",
    "paper_principles": "paper principles", "good_people": "good people",
    "placebo": "placebo",
}  # fmt: skip
POLES = ("wiifme_rigid", "wiifwe")
SLOTS = {"buyer": 40, "supplier": 50}
DRIFT = "sd of the monthly drift of the work needed, σₓ"
GAIN = "WIIFWE − WIIFME rigid\n(money per slot and month)"

Drawing = Callable[[Sheet], Figure]


def table(name: str) -> pd.DataFrame:
    """A frozen table."""
    return pd.read_csv(TABLES / f"{name}.csv")


def tables(prefix: str, *names: str) -> dict[str, pd.DataFrame]:
    """Several that belong together."""
    return {name: table(f"{prefix}_{name}") for name in names}


def some(found: pd.DataFrame, column: str, *names: str) -> pd.DataFrame:
    """The rows of these names."""
    return found[found[column].isin(names)]


def of_factors(name: str, indices: Mapping[str, str], scale: str, *, shared: bool) -> Drawing:
    """Screening or sensitivity."""
    outcomes_shown = {**PARTIES, "relationships_alive_60": "alive at 5 years",
                      "relationships_alive_120": "alive at 10 years"}  # fmt: skip
    title = "What decides how much WIIFWE gains: cost 0.705 (0.594 to 0.816)"
    return lambda sheet: factors.factors(
        table(name), outcomes_shown, indices, (title, CAPTION, scale), sheet, shared=shared
    )


def trust_map(sheet: Sheet) -> Figure:
    """Two rows of maps with a scale each, stepped lines."""
    found = table("trust_honesty")
    rows = [
        maps.Row([maps.Panel("gain of the pair", found, "joint_slot", stepped=True),
                  maps.Panel("gain of buyers", found, "buyer_slot", stepped=True)],
                 "money per slot\nand month"),
        maps.Row([maps.Panel("relationships alive, 1 year", found, "relationships_alive_12", stepped=True)],
                 "change in the\nshare alive"),
    ]  # fmt: skip
    return maps.gain_maps(
        rows, maps.Way("trust", "trust in a stranger, τ₀", even=True),
        maps.Way("honesty", "honesty of both sides"),
        "The pair gains from WIIFWE by prior trust from somewhere between 0.10 and 0.15 on",
        CAPTION, sheet,
        "WIIFWE − WIIFME rigid. Line: no difference, between levels. Cells of one size, not to scale.",
    )  # fmt: skip


def horizon_map(sheet: Sheet) -> Figure:
    """Maps with the line of no difference, its interval, and a closed form."""
    found, lines = table("horizon"), table("horizon_lines")
    panels = []
    for name, outcome in (
        ("the pair", "joint_slot"),
        ("buyers", "buyer_slot"),
        ("suppliers", "supplier_slot"),
    ):
        drawn = []
        for label, rows in lines[lines["panel"] == name].groupby("line", sort=False):
            own = label == "no difference"
            drawn.append(
                maps.Line(rows["x"], rows["y"], rows["low"] if own else None, rows["high"] if own else None,
                          str(label), INK if own else PURPLE, "-" if own else (0, (4, 1.5)))
            )  # fmt: skip
        panels.append(maps.Panel(name, found, outcome, drawn))
    return maps.gain_maps(
        [maps.Row(panels, GAIN)], maps.Way("horizon", "months played", log=True),
        maps.Way("volatility", DRIFT),
        "The pair gains from WIIFWE over 6 months from σₓ 0.38 on, over 20 years from σₓ 0.06 on",
        CAPTION, sheet,
        "Lines: where the gain passes 0; where adaptation alone would, by the closed form.",
    )  # fmt: skip


def honesty_contrasts(sheet: Sheet) -> Figure:
    """What honesty changes, level by level of trust."""
    series = [
        contrasts.Series("both", "honesty of both sides", BLUE),
        contrasts.Series("buyers", "hidden honesty of buyers", ORANGE, "s"),
        contrasts.Series("suppliers", "hidden honesty of suppliers", GREEN, "D"),
    ]
    return contrasts.contrast_figure(
        table("contrasts"), "trust", PARTIES, series,
        ("trust in a stranger, τ₀", "change of the gain, honesty\nlowest to highest"),
        "The pair's gain, at 6 levels of trust: hidden honesty of buyers raises it at 6",
        CAPTION, sheet,
    )  # fmt: skip


WORLD = world_of()
ARMS, NAMES = list(MAIN_ARMS), LABELS
CHANCES = (("wiifwe", "wiifme_rigid"), ("relational_bare", "wiifme_rigid"), ("wiifwe", "relational_bare"))
EXPOSED = {
    "wiifme_exposed": "WIIFME rigid with 15 % opportunists",
    "wiifwe_exposed": "WIIFWE with 15 % opportunists",
}

CASES: dict[str, Drawing] = {
    "value": lambda sheet: headline.value_figure(WORLD, CAPTION, sheet),
    "survival": lambda sheet: headline.survival_figure(WORLD, CAPTION, sheet),
    "leakage": lambda sheet: headline.leakage_figure(WORLD, CAPTION, sheet),
    "forest": lambda sheet: headline.forest_figure(forest_table(WORLD), CAPTION, sheet),
    "heatmap": lambda sheet: headline.map_figure(map_of(), CAPTION, sheet),
    "parties": lambda sheet: parties.parties_figure(
        some(headline_table(WORLD), "arm", *ARMS), CAPTION, sheet
    ),
    "hazard": lambda sheet: hazard.hazard_figure(WORLD.lifetables, ARMS, NAMES, CAPTION, sheet),
    "shares": lambda sheet: shares.shares_figure(
        table("accounts"), ["few", "half", "most"],
        {"few": "10 % WIIFWE", "half": "50 % WIIFWE", "most": "90 % WIIFWE"},
        CAPTION, sheet,
    ),
    "ageing": lambda sheet: ageing.ageing_figure(
        table("ageing"), table("lives"), POLES, NAMES, CAPTION, sheet
    ),
    "outcomes": lambda sheet: outcomes.outcomes_figure(table("firms"), POLES, NAMES, CAPTION, sheet),
    "network": lambda sheet: trade.trade_figure(
        table("ties"), table("gone"), SLOTS, POLES, NAMES, CAPTION, sheet
    ),
    "strip": lambda sheet: strip.strip_figure(table("life"), "WIIFWE", CAPTION, sheet),
    "ablation": lambda sheet: ablation.forests(
        table("ablation"), "Left out, integrity (principle) costs most joint value", CAPTION, sheet
    ),
    "contracts": lambda sheet: contracts.contracts(
        table("contracts"), "volatility", DRIFT, {arm: LABELS[arm] for arm in ARMS[:4]},
        "Most joint value by volatility σₓ: WIIFME rigid at 0.00 to 0.025, WIIFWE at 0.075 to 0.40",
        CAPTION, sheet,
    ),
    "contrasts": honesty_contrasts,
    "screening": of_factors("screening", {"mu_star": "mean size μ*", "sigma": "spread σ"},
                            "change over the whole range (money per slot and month; right: shares)",
                            shared=False),
    "sensitivity": of_factors("sensitivity", {"total": "total index", "first": "first-order index"},
                              "share of the variance", shared=True),
    "invasion": lambda sheet: invasion.invasion(
        table("invasion"), "both roles", "From a start of 50 % WIIFWE ends with 67 % (61 % to 73 %) of firms",
        CAPTION, sheet,
    ),
    "trust_map": trust_map,
    "horizon_map": horizon_map,
    "networks": lambda sheet: networks.networks(
        table("networks"), PARTIES, {arm: LABELS[arm] for arm in POLES} | EXPOSED,
        "What the pair gains, by graph and word of mouth: WIIFWE +0.016 to +0.030",
        CAPTION, sheet,
    ),
    "opportunists": lambda sheet: opportunists.maps(
        table("opportunists"), table("opportunists_critical"),
        "Where a broken promise is seen with chance 0.3, WIIFWE makes more up to 15.0 % opportunists",
        CAPTION, sheet,
    ),
    "power": lambda sheet: power.powers(
        table("power"), table("power_critical"), "the buyer's power over the supplier, Π₀",
        "A side would refuse WIIFWE at 1 of 17 levels of power with the split equal",
        CAPTION, sheet,
    ),
    "chances": lambda sheet: prior.chances_figure(
        table("chances"), CHANCES, {**PARTIES, "both": "both sides gain", "someone loses": "a side loses"},
        LABELS, "WIIFWE makes more for the pair than WIIFME rigid in 41 % of the plausible region",
        CAPTION, sheet,
    ),
    "thirds": lambda sheet: prior.thirds_figure(
        tables("prior", "thirds", "priors", "crossed"), "joint_slot",
        "What divides winning from losing most, highest third less lowest: cost (−0.74)",
        CAPTION, sheet,
    ),
    "tournament": lambda sheet: tournament.tournament_figure(
        table("tournament"), table("tournament_matches"), CAPTION, sheet
    ),
}  # fmt: skip
"""Name → how the figure is drawn on a sheet."""
