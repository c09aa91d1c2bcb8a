"""From tables to numbers: what a result says, with how much doubt.

`arms` who is compared · `inference` paired differences and intervals · `survival` Kaplan-Meier
from life tables · `welfare` long-run value and its spread · `leakage` where the value goes ·
`headline` the table and the computed finding · `effects` which principle or step carries it ·
`wording` numbers as text.
"""
