"""Published experiments and facts, played again by the model: a package each, by authors and year.

A replication is data (`claims.yaml`, and `design.yaml` where an experiment has one), a world, and pure
functions of its tables: the finding, the figure, the sections of docs/replications.md. `claims` says when a
number agrees, `command` is the command line, the folder and the published copy.
"""
