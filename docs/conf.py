"""How the site is built: see tools/docs."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tools import reference_pages  # noqa: E402

import sinews  # noqa: E402

reference_pages.write(Path(__file__).parent / "reference" / "made")

project = "Sinews"
author = "the Sinews contributors"
project_copyright = author
version = release = sinews.__version__

extensions = ["myst_nb", "numpydoc", "sphinx.ext.autodoc"]
# "--out" is an option, not a dash
smartquotes = False

# Notebooks run where their text or the product has changed; kept results serve until then.
nb_execution_mode = "cache"
nb_execution_cache_path = str(ROOT / "build" / "notebooks")
nb_execution_raise_on_error = True
nb_execution_timeout = 120

myst_heading_anchors = 4

autodoc_member_order = "bysource"
autodoc_typehints = "none"
numpydoc_show_class_members = False

html_theme = "pydata_sphinx_theme"
html_title = "Sinews"
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "navbar_end": ["theme-switcher"],
    "show_prev_next": False,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
}
