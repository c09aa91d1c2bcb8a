"""The documentation as a site: `make docs` builds it into build/site, where a warning is an error.

The source is the checkout, not docs/ alone, so that a link that leads somewhere in the checkout leads there
in the site too (docs/extensions/checkout.py; docs/decisions/0039).
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "extensions"))

import sim  # noqa: E402

project = "wiifwe"
author = "The wiifwe authors"
release = sim.__version__
extensions = ["myst_nb", "checkout", "docstrings", "offline"]

root_doc = "docs/index"
include_patterns = ["docs/**", "README.md", "CHANGELOG.md", "CONTRIBUTING.md"]
# Nor is anything else walked through.
exclude_patterns = [
    ".*", "benchmarks", "build", "configs", "dist", "examples", "experiments", "multirun", "outputs",
    "results", "sim", "tests",
]  # fmt: skip

myst_heading_anchors = 4
nb_execution_mode = "off"  # `make tutorial` executes it, and what came out is kept
myst_url_schemes = {"http": None, "https": None, "mailto": None, "checkout": None}
autodoc_member_order = "bysource"
default_role = "code"
smartquotes = False  # quotation marks are as they were typed
templates_path = ["extensions"]

html_theme = "furo"
html_title = f"wiifwe {release}"
html_show_sphinx = False
html_copy_source = False
html_domain_indices = False
html_additional_pages = {"index": "home.html"}
html_theme_options = {"top_of_page_buttons": []}
