"""A table becomes axes: no simulation here, and files only where a study asks for all its figures.

`style` the one palette and its sizes · `value` long-run joint value over time · `survival` of firms
and of relationships · `leakage` where the value goes · `heatmap` trust × honesty · `forest` what
carries the effect · `headline` all five as files. `theory` closed forms with simulated points on them ·
`tournament` who earns what against whom. Of studies: `invasion` ·
`networks` · `factors` which parameter matters · `prior` probabilities under a prior.
"""
