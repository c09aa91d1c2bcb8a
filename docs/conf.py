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
extensions = ["myst_nb", "sphinx.ext.autodoc", "checkout"]

root_doc = "docs/index"
include_patterns = ["docs/**", "README.md", "CHANGELOG.md", "CONTRIBUTING.md"]
# Nor is anything beside docs/ walked through.
exclude_patterns = [one.name for one in HERE.parent.iterdir() if one.is_dir() and one != HERE]

# Places in the navigation wait for pages; a page without a place is an error.
suppress_warnings = ["toc.empty_glob"]
myst_heading_anchors = 4
nb_execution_mode = "off"  # `make tutorial` executes it, and what came out is kept
myst_url_schemes = {"http": None, "https": None, "mailto": None, "checkout": None}
autodoc_member_order = "bysource"
default_role = "code"
templates_path = ["extensions"]

html_theme = "furo"
html_title = f"wiifwe {release}"
html_show_sphinx = False
html_copy_source = False
html_additional_pages = {"index": "home.html"}
html_theme_options = {"top_of_page_buttons": []}
