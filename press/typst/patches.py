"""What this package uses of Sphinx and Typst that their documentation does not promise.

``TRIED`` says with which versions, ``INTERNALS`` what each looked like there: names of parameters,
or the type of what takes none. Whoever uses this package compares that with what is installed.
"""

from __future__ import annotations

TRIED = {"Sphinx": "7.4.7", "typst": "0.15.2"}
INTERNALS = {
    "sphinx.builders:Builder.post_process_images": "self doctree",
    "sphinx.domains.std:StandardDomain.get_enumerable_node_type": "self node",
    "sphinx.environment:BuildEnvironment.apply_post_transforms": "self doctree docname",
    "sphinx.locale:admonitionlabels": "dict",
}
