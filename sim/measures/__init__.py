"""From tables to numbers: what a result says, with how much doubt.

`arms` who is compared · `inference` paired differences and intervals · `survival` Kaplan-Meier
from life tables · `welfare` long-run value and its spread · `leakage` where the value goes ·
`headline` the table and the computed finding · `effects` which principle or step carries it ·
`wording` numbers as text. Of whole sweeps: `pairs` replicates of many points side by side ·
`regions` where an arm gains or loses · `best` which of many arms is best · `required` how much of a
lever is needed · `hazards` hazard ratios · `sensitivity` Morris and Sobol · `variance` groups of factors and
luck · `prior` probabilities under a prior · `shares` what becomes of a strategy under imitation.
"""
