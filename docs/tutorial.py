# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Ten minutes with wiifwe
#
# You will play two postures against each other on the same luck, see by how much they differ and how sure
# that is, change the world, look into one relationship, and let one firm act as you decide. Nothing is
# needed but an installed `wiifwe` ([how](../README.md)) and some Python.
#
# The very first ensemble of a machine compiles the model, which takes a minute or two. After that a market
# of ninety firms lives ten years in a few milliseconds.
#
# ## 1. Two postures
#
# `headline` is a named experiment: a world, and its *arms* (treatments). We take two: all firms
# self-interested under rigid contracts (`wiifme_rigid`), and all putting the relationship first (`wiifwe`).
# A *replicate* is one history of luck: shocks, who fits with whom, who is seen when it breaks a promise.
# Each arm lives through the same ones.

# %%
import matplotlib.pyplot as plt

import sim
from sim.measures.headline import headline_table
from sim.measures.inference import paired_difference
from sim.measures.leakage import LEAKAGES
from sim.plots.style import colour

ARMS = ("wiifme_rigid", "wiifwe")

scenario = sim.load("headline", overrides=["market.months=60"])
result = sim.run_ensemble(scenario, replicates=20, seed=1, arms=ARMS)

# %% [markdown]
# `result` holds tidy tables. The one that the command line shows first, in money a month for each buyer
# slot (1 is the price of a month's delivery):

# %%
shown = ["label", "joint", "buyer", "supplier", "relationships_12", "relationships_60"]
headline_table(result)[shown].round(3)

# %% [markdown]
# ## 2. How sure is that?
#
# Both arms had the same luck, so compare them replicate by replicate: what differs is the posture, not the
# weather ([why](explanation/why_paired_luck.md)). The interval is Student's, at 95 %. If it covers 0, you
# have seen no difference.

# %%
outcomes = {"together": "joint_slot", "buyers": "buyer_slot", "suppliers": "supplier_slot"}
for who, column in outcomes.items():
    gain = paired_difference(result.replicates, column, "wiifwe", "wiifme_rigid")
    print(f"{who:10} {gain.mean:+.3f}  [{gain.low:+.3f}, {gain.high:+.3f}]")

# %% [markdown]
# A posture that puts the relationship first pays for its process before it earns from it. Month by month:

# %%
fig, axes = plt.subplots(figsize=(7, 3))
for arm in ARMS:
    months = result.series[result.series["arm"] == arm]
    axes.plot(months["month"], months["joint_mean"].cumsum(), label=arm, color=colour(arm))
axes.set(xlabel="month", ylabel="money for each buyer slot, so far", title="What both together have made")
axes.legend(frameon=False)
plt.show()

# %% [markdown]
# ## 3. Another world
#
# Every number of the world is a field with a path ([all of them](reference/parameters.md)). A *sweep* plays
# the arms at several values of one, on the same luck again. Here it is how far the work that is needed drifts
# from what was agreed, from hardly at all to twice the default. Guess first: who wins in a calm world?

# %%
drift = {"shocks.misfit_sd": [0.02, 0.08, 0.15, 0.3]}
swept = sim.sweep(scenario, drift, arms=ARMS, replicates=20, seed=1)
gains = swept.gains(list(outcomes.values()))
gains.pivot(index="shocks.misfit_sd", columns="outcome", values=["mean", "low", "high"]).round(3)

# %%
swept.plot(gains=True)

# %% [markdown]
# Every world of it is kept in `results/sweep/`: the same line again plays nothing anew. More axes, maps and
# machines: [from Python](in_python.md), [the command line](command_line.md). A question of your own is
# [a page of YAML](own_study.md).
#
# ## 4. Where does the rest go?
#
# In each month a pair could have made a *first best*. What it did not make is booked by kind, to the last
# cent ([the accounts](odd.md)). One world's relationships, every month of them:

# %%
kinds = list(LEAKAGES)
events = {arm: result.events(arm, 0) for arm in ARMS}
lost = {arm: told[kinds].sum() / told["first_best"].sum() for arm, told in events.items()}
fig, axes = plt.subplots(figsize=(7, 3.6))
places = range(len(kinds))
for shift, (arm, shares) in zip((0.2, -0.2), lost.items(), strict=True):
    axes.barh([place + shift for place in places], 100 * shares, height=0.4, label=arm, color=colour(arm))
axes.set(
    yticks=places,
    yticklabels=[LEAKAGES[kind] for kind in kinds],
    xlabel="% of the first best",
    title="What leaks away, by kind",
)
axes.invert_yaxis()
axes.legend(frameon=False)
plt.show()

# %% [markdown]
# ## 5. One relationship
#
# The longest one of that world, as it went: its age, the trust of each side, whether promises were kept.

# %%
told = events["wiifwe"]
longest = told.loc[told["age"].idxmax()]
pair = (told["buyer"] == longest["buyer"]) & (told["supplier"] == longest["supplier"])
shown = ["month", "age", "misfit", "price", "trust_buyer", "trust_supplier", "kept_buyer", "kept_supplier"]
told[pair][shown].tail(6).round(2)

# %% [markdown]
# ## 6. A firm of your own
#
# The same world is also a [Mesa](https://mesa.readthedocs.io) model, an object a firm, with the same
# numbers to the last bit. Every decision is a method; override one. This supplier keeps its word except at
# the end of the term:


# %%
class LastMonthBreaker(sim.Supplier):
    """Keeps every promise but the one of the last month, when no future is left to lose."""

    def keeps(self, moment):
        return moment.bond.left > 1


for kind in (sim.Supplier, LastMonthBreaker):
    market = sim.Market(
        scenario, seed=1, arm="wiifwe", supplier_class=kind, months=48, buyers=12, suppliers=15
    )
    while market.running:
        market.step()
    months = market.datacollector.get_model_vars_dataframe()
    print(f"{kind.__name__:20} {months['kept_share'].mean():.3f} kept, {months['joint'].mean():.3f} made")

# %% [markdown]
# ## Where next
#
# - A decision by a function of yours, compiled: [a decision of one's own](own_conduct.md).
# - What was found in all studies, and where the thesis fails: [findings](findings.md).
# - Every equation in the order of a month, with its line of code: [the model](odd.md).
# - What it cannot say: [limits](explanation/what_it_cannot_say.md).
