"""The market in a browser: `solara run examples/grudges/app.py`."""

# pyright: reportArgumentType=false, reportUnusedExpression=false
# Mesa's types for Solara's components are narrower than what it takes.

from __future__ import annotations

import solara
from mesa.visualization import Slider, SolaraViz, make_plot_component
from model import GrudgeMarket

PARAMETERS = {
    "rng": Slider("seed", 1, 0, 100, 1),
    "months": 120,
    "grudgers": Slider("suppliers that bear grudges", 10, 0, 50, 1),
    "patience": Slider("months of patience", 2, 1, 12, 1),
    "trust__prior": Slider("trust in strangers", 0.5, 0.0, 1.0, 0.05),
}

model = solara.reactive(GrudgeMarket(rng=1, months=120))
page = SolaraViz(
    model,
    components=[
        make_plot_component({"kept_share": "tab:blue", "trust": "tab:orange"}),
        make_plot_component({"relationships": "tab:green", "grudges": "tab:red"}),
        make_plot_component({"buyer": "tab:purple", "supplier": "tab:brown"}),
    ],
    model_params=PARAMETERS,
    name="Grudges",
)
page
