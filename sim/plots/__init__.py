"""A table becomes axes: no simulation here, and files only in `headline.draw_all`.

`style` the one palette and its sizes · `value` long-run joint value over time · `survival` of firms
and of relationships · `leakage` where the value goes · `heatmap` trust × honesty · `forest` what
carries the effect · `headline` all five as files.
"""
