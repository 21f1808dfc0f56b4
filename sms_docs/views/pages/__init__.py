"""The pages that the tool makes; a family a file, found by listing this folder."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from sms_docs.views.site import Page, Site

LISTS = "sections"


def all_pages(site: Site) -> Iterator[Page]:
    """Give every page that is made from the model.

    Where a project keeps a type at the address of one of them, the list of that type stands there.
    """
    taken = {site.section(kind) for kind in site.system.types.values()}
    for module in iter_modules(__path__):
        for page in import_module(f"{__name__}.{module.name}").pages(site):
            if module.name == LISTS or page.uri not in taken:
                yield page
