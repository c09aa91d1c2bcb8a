"""The market as Mesa's tools and a newcomer meet it."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import mesa
import numpy as np
import pytest

import sim
from sim.agents import Buyer, Market, Supplier
from sim.spelling import ConfigError
from tests.twins.plays import to_its_end


def test_every_parameter_has_a_default() -> None:
    model = Market(months=2)
    while model.running:
        model.step()
    table = model.datacollector.get_model_vars_dataframe()
    assert table["month"].tolist() == [1, 2]
    assert table["buyers"].tolist() == [40, 40]
    assert table["relationships"].iloc[-1] > 0
    assert table["joint"].iloc[0] == pytest.approx(table["buyer"].iloc[0] + table["supplier"].iloc[0])


def test_a_month_after_the_last_one_is_not_played() -> None:
    model = Market(months=1, buyers=2, suppliers=2, seed=1)
    model.step()
    assert not model.running
    before = model.books.accounts.copy()
    model.step()
    assert (model.month, len(model.datacollector.model_vars["month"])) == (1, 1)
    assert np.array_equal(before, model.books.accounts)


def test_agents_are_the_living_firms() -> None:
    model = Market(
        seed=3, months=24, buyers=5, suppliers=5, money__cash=0.1, money__credit=0.0,
        money__fixed_cost=0.3, agent_reporters=True,
    )  # fmt: skip
    counts = []
    while model.running:
        model.step()
        living = [one for one in (*model.buyers, *model.suppliers) if one.alive]
        assert set(model.agents) == set(living)
        assert all(isinstance(one, Buyer | Supplier) for one in model.agents)
        counts.append(len(living))
    table = model.datacollector.get_model_vars_dataframe()
    assert min(counts) < 10
    assert (table["buyers"] + table["suppliers"]).tolist() == counts
    assert table["bankruptcies"].sum() == model.books.lives[:2, :, :, 0].sum()
    firms = model.datacollector.get_agent_vars_dataframe()
    assert len(firms) == sum(counts)
    assert {"cash", "payoff", "partners", "strategy_name", "trust"} <= set(firms.columns)


def test_mesa_runs_it_in_batches() -> None:
    rows = mesa.batch_run(
        Market,
        parameters=dict(months=3, buyers=3, suppliers=3, trust__prior=[0.2, 0.8], seed=[1, 2]),
        number_processes=1, data_collection_period=1, display_progress=False,
    )  # fmt: skip
    assert len(rows) == 2 * 2 * 3
    assert {row["trust__prior"] for row in rows} == {0.2, 0.8}


def test_a_batch_over_arms_needs_no_scenario_and_plays_them_on_common_luck() -> None:
    rows = mesa.batch_run(
        Market,
        parameters=dict(months=2, buyers=3, suppliers=3, arm=["wiifme_rigid", "wiifwe"], seed=[4, 5]),
        number_processes=1, display_progress=False,
    )  # fmt: skip
    assert [(row["arm"], row["draw_seed"]) for row in rows] == [
        (arm, seed) for arm in ("wiifme_rigid", "wiifwe") for seed in (4, 5)
    ]
    for row in rows:
        scenario = sim.load("headline", ["market.months=2", "market.buyers=3", "market.suppliers=3"])
        alone = to_its_end(Market(scenario, seed=row["seed"], arm=row["arm"]))
        assert alone.datacollector.model_vars["joint"][-1] == row["joint"]
    with pytest.raises(ConfigError, match="did you mean `wiifwe`"):
        Market(arm="wiifwee")


def test_a_scenario_by_name_is_that_experiments() -> None:
    assert Market("norm", months=2).scenario.news == sim.load("norm").news


def test_a_seed_that_was_drawn_is_told() -> None:
    drawn = Market(months=2, buyers=3, suppliers=3, model_reporters={"met": len_of_deals})
    again = Market(
        months=2, buyers=3, suppliers=3, model_reporters={"met": len_of_deals}, rng=drawn.draw_seed
    )
    for model in (drawn, again):
        to_its_end(model)
    table = drawn.datacollector.get_model_vars_dataframe()
    assert table["draw_seed"].tolist() == [drawn.draw_seed] * 2
    assert table["met"].tolist() == table["relationships"].tolist()
    assert table.equals(again.datacollector.get_model_vars_dataframe())


def len_of_deals(model: Market) -> int:
    return len(model.deals)


def test_a_model_that_was_pickled_half_way_goes_on_as_it_would_have() -> None:
    model = Market(arm="wiifwe", months=12, buyers=4, suppliers=5, seed=3, agent_reporters=True)
    for _ in range(5):
        model.step()
    again = pickle.loads(pickle.dumps(model))
    for one in (model, again):
        to_its_end(one)
    assert np.array_equal(model.books.accounts, again.books.accounts)
    for table in ("get_model_vars_dataframe", "get_agent_vars_dataframe"):
        assert getattr(model.datacollector, table)().equals(getattr(again.datacollector, table)())


def test_a_model_with_functions_of_ones_own_is_pickled_too(tmp_path: Path) -> None:
    """They lie in a file, and are read again."""
    file = tmp_path / "own.py"
    file.write_text("def keep(trust):\n    return trust\n", "utf-8")
    own: dict[str, Any] = {"strategies__wiifwe__keeps": f"{file}:keep"}
    model = Market(arm="wiifwe", months=6, buyers=3, suppliers=4, seed=3, **own)
    model.step()
    again = pickle.loads(pickle.dumps(model))
    for one in (model, again):
        to_its_end(one)
    assert np.array_equal(model.books.accounts, again.books.accounts)


def test_a_moment_knows_the_partner() -> None:
    met: list[tuple[Any, Any]] = []

    class Noting(Buyer):
        def leaves(self, moment: Any) -> bool:
            met.append((moment.partner, self.relationship.supplier if self.relationship else None))
            return super().leaves(moment)

    class NotingToo(Supplier):
        def keeps(self, moment: Any) -> bool:
            met.append((self, moment.partner.relationship.supplier))
            return super().keeps(moment)

    to_its_end(Market(months=18, buyers=4, suppliers=4, seed=1, buyer_class=Noting, supplier_class=NotingToo))
    assert len(met) > 20
    assert all(one is other for one, other in met)


def test_seeds() -> None:
    def joint(**given: Any) -> list[float]:
        named: dict[str, Any] = {"months": 3, "buyers": 3, "suppliers": 3} | given
        model = Market(**named)
        while model.running:
            model.step()
        return model.datacollector.model_vars["joint"]

    assert joint(seed=7) == joint(rng=7) == joint(seed=np.int64(7))
    assert joint(seed=7) != joint(seed=8)
    assert joint(seed=7) != joint(seed=7, replicate=1)
    assert joint(rng=np.random.default_rng(1)) == joint(rng=np.random.default_rng(1))
    # Two seeds drawn by chance: with ten buyers over half a year their worlds are never the same.
    larger: dict[str, Any] = {"buyers": 10, "suppliers": 12, "months": 6}
    assert joint(**larger) != joint(**larger)
    with pytest.raises(ValueError, match="one of them"):
        Market(seed=1, rng=1)
    with pytest.raises(ValueError, match="4294967295"):
        Market(seed=-1)


def test_a_scenario_and_its_arms() -> None:
    whole = sim.load("headline", ["market.months=1", "market.buyers=4", "market.suppliers=4"])
    own = sim.Market(whole, seed=1)
    assert set(own.strategy_names) == {*whole.population.buyers, *whole.population.suppliers}
    first, other = (sim.Market(whole, seed=1, arm=arm) for arm in ("wiifwe", "wiifme_rigid"))
    assert {one.strategy_name for one in first.buyers} == {"wiifwe"}
    assert {one.strategy_name for one in other.suppliers} == {"wiifme"}
    changed = sim.Market(whole, arm="wiifwe", months=7, strategies__wiifwe__honesty=0.1)
    assert (changed.months, changed.postures[0].honesty) == (7, 0.1)


@pytest.mark.parametrize(
    ("given", "taught"),
    [
        ({"trust__prioor": 0.3}, r"`trust\.prioor` is not a field; did you mean `prior`\?"),
        ({"monthz": 3}, r"`monthz` is not a field; did you mean `months`\?"),
        ({"cost": 1}, r"`cost` is a field of several groups; one of `surplus__cost`"),
        ({"months": 0}, r"`market\.months` is 0, but must be"),
        ({"arm": "wiifwee"}, r"`arm` is 'wiifwee', which is not an arm"),
        ({"activation": "reverse"}, r"`activation` is 'reverse'; did you mean `reversed`\?"),
        ({"population": "wolves"}, r"wolves"),
        ({"trust__prior__x": 0.3}, r"trust"),
    ],
)  # fmt: skip
def test_errors_teach_in_one_line(given: dict[str, object], taught: str) -> None:
    with pytest.raises(ConfigError, match=taught) as caught:
        Market(**given)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_a_firm_class_may_be_a_function_that_makes_one() -> None:
    class Breaker(Supplier):
        def keeps(self, moment: object) -> bool:
            return False

    def made(model: Market, slot: int, *rest: int) -> Supplier:
        return (Breaker if slot == 0 else Supplier)(model, slot, *rest)

    model = Market(seed=1, months=12, buyers=4, suppliers=4, supplier_class=made, activation="shuffled")
    kept: dict[bool, set[float]] = {True: set(), False: set()}
    while model.running:
        model.step()
        for one in model.deals:
            if one.deal.held:
                kept[isinstance(one.supplier, Breaker)].add(one.deal.kept_supplier)
    assert kept[True] == {0.0}
    assert 1.0 in kept[False]
