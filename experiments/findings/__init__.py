"""The studies: one script each, from the tables of a sweep to a result, a finding in words, and figures.

A script plays nothing; what is played stands in `configs/experiment/<name>.yaml`.
"""

STUDIES = (
    "plausible_region", "trust_honesty", "three_contracts", "horizon_volatility", "opportunists", "power",
    "competition", "ablation", "process_cost", "invasion", "networks", "screening", "sensitivity",
)  # fmt: skip
"""Every study that is published, in the order of the page of findings."""
