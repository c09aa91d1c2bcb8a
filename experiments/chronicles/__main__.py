"""`python -m experiments.chronicles`: golden texts and pages, written anew."""

from experiments.chronicles.pages import rewrite

rewrite()
