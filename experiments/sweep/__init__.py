"""Sweeps: every arm at every point of a design, in parts. `study` is the kind that the one entry plays."""
