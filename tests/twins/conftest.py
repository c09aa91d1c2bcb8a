"""The twins' tests share `worlds` (scenarios that hypothesis invents) and `plays` (both plays as arrays)."""

import sys
from pathlib import Path

ROOT = str(Path(__file__).resolve().parents[2])
if ROOT not in sys.path:  # with importlib mode, pytest leaves it to us
    sys.path.insert(0, ROOT)
