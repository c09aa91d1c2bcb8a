"""The studies: what each adds to its YAML, from tables to tables, and its words in a template beside it.

A module of a study offers, of these, what it needs:

    NEEDS = ("trust", "honesty", "wiifwe")      # axes and arms that it reads: asked before anything is played
    def strategies_of(settings) -> tuple        # strategies that settings alone name: they are in the hash
    def check(study) -> None                    # refuse what cannot be played (ConfigError)
    def tables(sweep, study) -> dict            # of a sweep: small tables by name; `result` is the one shown
    def play(study, report) -> dict             # of a kind that plays in its own way: all tables
    def views(tables, study) -> dict            # pictures, where the YAML names none
    def shown(tables) -> list                   # heading and table of what is shown; else PRINCIPAL as it is
    def files(study, tables, words, folder)     # further files of the result
"""
