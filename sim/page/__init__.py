"""The laboratory: the compiled kernel in a page that any browser plays, with the numbers of a cluster."""
