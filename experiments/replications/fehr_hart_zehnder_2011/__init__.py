"""Fehr, Hart & Zehnder (2011): are flexible contracts shaded more than rigid ones?"""
