"""Honest alone: what an honest firm makes beside silent ones, and what the market makes, by their share.

Two questions that come apart. Its own: what honest firms make less what silent firms of the same role make in
the same world. And everybody's: what all firms make, less what they make where all are silent. Honesty is a
public good where the first is a loss and the second a gain. Founders keep their slots (`entry: same`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import xarray as xr

from experiments.studies.founders import OURS, ROLES, with_others
from sim.measures.labelled import ARM, ENDED, MAIN, PARTIES, REPLICATE, averaged, effects, turning, with_holm

if TYPE_CHECKING:
    from experiments.study import Study

SHARE, SIDE, OUTCOME = "share", "side", "outcome"
THEIRS = ("silent_buyer_value", "silent_supplier_value")
"""Mean monthly payoff of the silent firms' slots."""
AGAINST = {
    "wiifme_price": "wiifme", "wiifme_talk": "wiifme", "foundation": "contract", "steps": "contract",
    "wiifwe_talk": "wiifwe",
}  # fmt: skip
"""Arm with a step, with talk, or with a price that no report moves → the arm without."""
NEEDS = ("grid", SHARE, *AGAINST, *AGAINST.values())


def tables(sweep: xr.Dataset, study: Study) -> dict[str, pd.DataFrame]:
    """`advantage`: honest less silent, by share; `own`: the same over all shares; `turns`: where it turns.

    `market`: what all make, less what they make where all are silent, by share. `others`: what those that
    stay silent make more where nearly all are honest than where none is. `changes`: what a step, talk or a
    set price adds to an honest firm's advantage and to what all make. Money per slot and month; the market's
    per buyer slot.
    """
    sweep = with_others(sweep, study, [str(arm) for arm in sweep[ARM].to_numpy()], THEIRS)
    ours, theirs = (of_sides(sweep, names) for names in (OURS, THEIRS))
    mixed = (ours - theirs).sel({SHARE: (sweep[SHARE] > 0.0) & (sweep[SHARE] < 1.0)})
    all_make = sweep[list(MAIN)].where(sweep[ENDED]).to_dataarray(OUTCOME)
    lift = all_make - all_make.isel({SHARE: 0}, drop=True)
    silent = theirs.isel({SHARE: 0}, drop=True)
    own, whole = averaged(mixed, SHARE), lift.sel({OUTCOME: MAIN[0]}, drop=True).isel({SHARE: -1}, drop=True)
    found = {
        "own": with_holm(effects(own)),
        "advantage": over(effects(mixed), theirs),
        "turns": turning(mixed, SHARE),
        "market": with_holm(over(effects(lift), all_make.isel({SHARE: 0}, drop=True)), [OUTCOME, ARM]),
        "others": with_holm(
            over(effects(theirs.sel({SHARE: mixed[SHARE].max()}, drop=True) - silent), silent)
        ),
        "changes": changes(own, whole),
    }
    found["market"]["who"] = found["market"][OUTCOME].map(PARTIES)
    return {"result": result(found)} | found


def of_sides(sweep: xr.Dataset, names: tuple[str, ...]) -> xr.DataArray:
    """A payoff of buyers and the same of suppliers, along `side`; nan where the world failed."""
    values = sweep[list(names)].where(sweep[ENDED]).to_dataarray(SIDE)
    return values.assign_coords({SIDE: list(ROLES)})


def over(rows: pd.DataFrame, base: xr.DataArray) -> pd.DataFrame:
    """With what is made without the difference (`base`), and the difference as a share of it (`part`)."""
    means = base.mean(REPLICATE)
    rows = rows.merge(means.to_series().rename("base").reset_index(), on=[str(dim) for dim in means.dims])
    known = rows["base"].where(rows["base"] > 0.0)
    ends = {"part": "mean", "part_low": "low", "part_high": "high"}
    return rows.assign(**{name: rows[of] / known for name, of in ends.items()})


def changes(own: xr.DataArray, whole: xr.DataArray) -> pd.DataFrame:
    """What each arm adds to the one it is held against: to an honest firm's advantage, to what all gain."""
    parts = []
    for arm, without in AGAINST.items():
        for what, values in (("own", own), ("market", whole)):
            apart = effects(values.sel({ARM: arm}) - values.sel({ARM: without}))
            named = {"what": what, ARM: arm, "against": without}
            parts.append(apart.assign(**named, **({} if SIDE in apart else {SIDE: PARTIES[MAIN[0]]})))
    return with_holm(pd.concat(parts, ignore_index=True), ["what"])


def result(found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """An arm a row: what all gain where all are honest; what one honest firm of a side makes more."""
    market, advantage = found["market"], found["advantage"]
    whole = market[(market[OUTCOME] == MAIN[0]) & (market[SHARE] == market[SHARE].max())].set_index(ARM)
    columns = {f"all honest, {end}": whole[end] for end in ("mean", "low", "high")}
    for side in ROLES:
        rows = advantage[(advantage[SIDE] == side) & (advantage[SHARE] == advantage[SHARE].min())]
        columns |= {
            f"honest alone, {side}, {end}": rows.set_index(ARM)[end] for end in ("mean", "low", "high")
        }
    return pd.DataFrame(columns).reset_index()
