"""The pages that the tool makes; a family a file, found by listing this folder."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from sms_docs.views.site import Page, Site


def all_pages(site: Site) -> Iterator[Page]:
    """Give every page that is made from the model."""
    for module in iter_modules(__path__):
        yield from import_module(f"{__name__}.{module.name}").pages(site)
