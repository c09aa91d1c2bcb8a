"""Everything with side effects: the command line, the named studies, the replications."""
