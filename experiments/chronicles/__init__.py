"""Stories of one relationship each, told from the events of a run, and the rules by which they were chosen.

`python -m experiments.chronicles` tells them anew: the golden texts in tests/chronicles/ and the pages in
docs/chronicles/.
"""
