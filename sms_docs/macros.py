"""The views as macros for the site's own pages; controlled documents never use them.

mkdocs.yml names this module (``modules: [sms_docs.macros]``).  Under MkDocs the macros
show what the plugin has checked; an engine that has macros but no plugins (Zensical)
asks `define_env` once a page, so the check is then done once a process.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from sms_docs.check import assess
from sms_docs.rules import all_rules
from sms_docs.views import home
from sms_docs.views.pages.matrix import requirements
from sms_docs.views.pages.register import entries
from sms_docs.views.rendering import unbroken
from sms_docs.views.site import Site

BLOCKS: dict[str, Callable[[Site, str], str]] = {
    "sms_hero": home.hero,
    "sms_coverage": home.coverage,
    "sms_attention": home.attention,
    "sms_entries": home.entries,
    "sms_latest": home.latest,
    "sms_reviews": home.reviews,
    "sms_sections": home.sections,
    "sms_service_levels": home.service_levels,
    "sms_key_figures": home.key_figures,
    "sms_register": entries,
    "sms_matrix": requirements,
}


def define_env(env: Any) -> None:  # noqa: ANN401 - the environment of mkdocs-macros or Zensical
    """Offer the macros to the pages that mkdocs-macros renders."""
    for name, block in BLOCKS.items():
        env.macro(_bound(env, block), name)

    def documents(kind: str) -> str:
        return unbroken(home.documents(_site(env), _here(env), kind))

    env.macro(documents, "sms_documents")


def _bound(env: Any, block: Callable[[Site, str], str]) -> Callable[[], str]:  # noqa: ANN401
    return lambda: unbroken(block(_site(env), _here(env)))


def _site(env: Any) -> Site:  # noqa: ANN401 - see above
    """Return what the plugin has checked in this build, else a check of our own."""
    plugin = env.conf["plugins"].get("sms-docs")
    site = getattr(plugin, "site", None)
    if isinstance(site, Site):
        return site
    folder = Path(env.conf["config_file_path"] or "mkdocs.yml").resolve().parent
    return _assessed(folder)


@lru_cache(maxsize=1)
def _assessed(root: Path) -> Site:
    checked = assess(root)
    return Site(checked.system, checked.trace, checked.report, rules=all_rules())


def _here(env: Any) -> str:  # noqa: ANN401 - see above
    """Return the address of the page that the macro stands in."""
    url = str(env.variables["page"].url)
    return "" if url in (".", "./") else url
