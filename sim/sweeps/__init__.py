"""Sweeps: every arm at every point of a design, in parts that survive whatever stops them."""
