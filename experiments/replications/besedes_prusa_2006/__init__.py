"""Besedeš & Prusa (2006): how long do trade relationships last, and do old ones end less often?"""

from pathlib import Path

HERE = Path(__file__).resolve().parent
