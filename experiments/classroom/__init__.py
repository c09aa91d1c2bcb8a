"""The room: a class plays the firms of one market, on its phones, month by month.

`plan` says which market; `play` is the market with its seats; `seating` is who has which, `room` what may
happen when, without a network; `ledger` keeps it; `messages` reads what phones say, `telling` is what they
are told; `server` is the network; `export` is what is left.
"""

COMMAND = "classroom"
