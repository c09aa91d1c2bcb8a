"""`python -m experiments.chronicles`: golden texts and pages, written anew."""

import sys

from experiments.chronicles.pages import rewrite
from experiments.publishing import publishing

if __name__ == "__main__":
    sys.exit(publishing("experiments.chronicles", "Write the golden texts and their pages anew.", rewrite))
