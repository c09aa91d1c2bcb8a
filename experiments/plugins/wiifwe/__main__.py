"""`python -m wiifwe`, where the command is not on the path."""

import sys

from wiifwe import main

if __name__ == "__main__":
    sys.exit(main())
