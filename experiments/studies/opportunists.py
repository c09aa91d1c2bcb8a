"""Opportunists: which share of firms that declare every principle and break every promise WIIFWE can bear.

Two questions that come apart. The market: what all firms make together, opportunists included. And the firms
that play a posture: what they make among the same opportunists; who founds a slot keeps it (`entry: same`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import xarray as xr

from experiments.studies.founders import OURS, with_others
from sim.measures import labelled
from sim.measures.labelled import ARM, ENDED, MAIN, averaged, by_point, of_arm, paired
from sim.measures.regions import GAIN, LOSS, verdicts

if TYPE_CHECKING:
    from experiments.study import Study

SHARE, DETECTION = "share", "detection"
WIIFWE, RIGID = "wiifwe", "wiifme_rigid"
NEEDS = ("grid", SHARE, DETECTION, WIIFWE, RIGID)
THEIRS = ("opportunist_buyer_value", "opportunist_supplier_value")
"""Mean monthly payoff of the opportunists' slots: what `OURS` leave of the market."""
FIRMS, SHOWN = (*MAIN, *OURS, *THEIRS), (MAIN[0], *OURS)


def tables(sweep: xr.Dataset, study: Study) -> dict[str, pd.DataFrame]:
    """`result`, `critical`: critical shares; `gains`, `shares` by point; `detection`: what it changes.

    `market`: what all firms, and those of each posture, make at the scenario's own detection; `bearers`:
    at how many points all together lose, and who of them.
    """
    own = float(sweep[DETECTION].sel({DETECTION: study.scenario.promises.detection}, method="nearest"))
    sweep = with_others(sweep, study, (RIGID, WIIFWE), THEIRS)
    apart = by_point(paired(sweep, WIIFWE, RIGID, FIRMS)).drop(columns=["point", ARM, "baseline"])
    critical = labelled.of_each(paired(sweep, WIIFWE, RIGID), lambda array: labelled.turning(array, SHARE))
    here = sweep.sel({DETECTION: [own]})
    market = pd.concat([by_point(of_arm(here, arm, SHOWN)) for arm in (RIGID, WIIFWE)], ignore_index=True)
    shown = [DETECTION, "level", "low", "high", "status"]
    return {
        "result": critical.loc[critical["outcome"] == MAIN[0], shown].reset_index(drop=True),
        "gains": apart,
        "critical": critical,
        "detection": changes(sweep, own),
        "market": labelled.tidy(market, SHOWN, [SHARE, DETECTION, ARM]),
        "shares": labelled.gains(sweep.rename({SHARE: "opportunists"}), WIIFWE, RIGID, FIRMS),
        "bearers": bearers(apart),
    }


def changes(sweep: xr.Dataset, own: float) -> pd.DataFrame:
    """What each level of detection changes against `own`, over all shares above 0.

    A row a level, outcome and `of`: either arm's market, or the gain of one over the other; Holm over all.
    """
    among = sweep.sel({SHARE: sweep[SHARE] > 0.0})
    gain, parts = paired(among, WIIFWE, RIGID), []
    for outcome in MAIN if among.sizes[SHARE] else ():
        arms = {arm: among[outcome].sel({ARM: arm}).where(gain[ENDED]) for arm in (WIIFWE, RIGID)}
        for name, values in {"gain": gain[outcome], **arms}.items():
            means = averaged(values, SHARE)
            apart = (means - means.sel({DETECTION: own})).drop_sel({DETECTION: own})
            parts.append(labelled.effects(apart).assign(against=own, of=name, outcome=outcome))
    found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    return labelled.with_holm(found) if len(found) else found


def bearers(apart: pd.DataFrame) -> pd.DataFrame:
    """Where all firms together make less for certain (Holm over the points), and who makes less, who more."""
    told = {one: verdicts(apart, one, "holm") for one in (MAIN[0], *OURS, *THEIRS)}
    lost = told[MAIN[0]] == LOSS
    row = {
        "points": len(apart), "lost": int(lost.sum()),
        "ours_more": int((lost & (told[OURS[0]] == GAIN) & (told[OURS[1]] == GAIN)).sum()),
        "theirs_less": int((lost & (told[THEIRS[0]] == LOSS) & (told[THEIRS[1]] == LOSS)).sum()),
        "ours_less": int(((told[OURS[0]] == LOSS) | (told[OURS[1]] == LOSS)).sum()),
    }  # fmt: skip
    return pd.DataFrame([row])
