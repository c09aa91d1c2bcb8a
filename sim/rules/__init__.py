"""The model, room by room. Each file opens with a card: statement, formula, parameters, limits, sources.

Read `month.py` first: it is the recipe of one relationship's month. Then the rooms:

The world          `shocks` E1 · `surplus` E2
The bargain        `reports` honesty, E3 · `price` autonomy, E4 · `contracts` forms and menus
The work           `adaptation` loyalty, E6 · `claims`, `news` honesty, E7 · `norm` E7 · `monitoring` E8
                   `exchange` trade, E6
The relationship   `investment` equity, reciprocity, E5 · `risk` reciprocity, E10 · `promises` integrity, E9
                   `remedies` equity, E8 · `narrowing` principles, G · `shading` E11 · `payment` autonomy
                   `trust` E14 · `guard` when a firm acts on its principles
The process        `process` the five steps, E12 · `review` governance and ends of terms
The market         `choice` loyalty, E13 · `money` E15 · `imitation` E16

The six principles, each in exactly two places:
reciprocity  risk sharing (`risk`), co-investment (`investment`)
autonomy     price (`price`), payment (`payment`)
honesty      report (`reports`), claims and news (`claims`, `news`)
equity       reward (`investment`), remedies (`remedies`)
loyalty      consent to change (`adaptation`), staying (`choice`)
integrity    promises (`promises`), the bite of agreed principles (`narrowing`)

Composed from these, in the order of a month: `horizon`, `offers`, `signing`, `opening`, `specification`,
`decisions`, `conduct`, `accounts`, `experience`, `month`; `told`, for functions of a strategy's own.
"""
