"""The MkDocs plugin: one check a build, its documents and views as pages of the site."""

from __future__ import annotations

import gc
import html
import logging
import os
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from mkdocs.config.base import Config
from mkdocs.config.config_options import Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from sms_docs.approval import APPROVALS, CHECKPOINTS
from sms_docs.check import assess, no_collection
from sms_docs.errors import SmsDocsError
from sms_docs.load.facts import load_facts
from sms_docs.load.revision import reader
from sms_docs.load.schemas import load_schemas
from sms_docs.mkdocs_plugin.crosslinks import CrossLinks, Origin
from sms_docs.mkdocs_plugin.guard import dangers
from sms_docs.mkdocs_plugin.mount import ASSETS_URI, MERMAID, Mount, mount
from sms_docs.mkdocs_plugin.outline import outline, searched
from sms_docs.mkdocs_plugin.search import found, mend, ranked
from sms_docs.mkdocs_plugin.tooltips import GLOSSARY, Tooltips
from sms_docs.mkdocs_plugin.verdict import complaint, stopping
from sms_docs.model import Document
from sms_docs.rules import all_rules
from sms_docs.views.contents import above, below
from sms_docs.views.panel import foot, head
from sms_docs.views.site import Page as MadePage
from sms_docs.views.site import Site

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.nav import Navigation
    from mkdocs.utils.templates import TemplateContext

log = logging.getLogger("mkdocs.plugins.sms_docs")
THEME = Path(__file__).parents[1] / "theme"
NOT_SHOWN = "<p>Not shown: {}.</p>"
DIAGRAM = '<pre class="mermaid">'


class SmsDocsConfig(Config):  # type: ignore[no-untyped-call]
    """The settings in mkdocs.yml: *root* is where pyproject.toml is, seen from there.

    *drafts* shows documents that nobody has approved yet, each with a banner.
    """

    root = Type(str, default=".")
    drafts = Type(bool, default=False)


class SmsDocsPlugin(BasePlugin[SmsDocsConfig]):  # type: ignore[no-untyped-call]
    """Publishes the management system that the checker has read, and nothing else of it.

    *site* is the checked system of this build, for `sms_docs.macros` too.
    """

    site: Site
    mounted: Mount
    links: CrossLinks
    tooltips: Tooltips

    def __init__(self) -> None:
        self.serving = False

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether this is a preview; defined at all, it keeps us between rebuilds."""
        del dirty
        self.serving = command == "serve"

    # Before other plugins: some put another directory in the place of docs_dir.
    @event_priority(100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Check the management system, and set up theme, anchors and assets."""
        folder = Path(config.config_file_path or "mkdocs.yml").resolve().parent
        root = (folder / self.config.root).resolve()
        try:
            checked = assess(root, working=self.serving)
            schemas = load_schemas(root)
            facts = load_facts(root)
        except SmsDocsError as error:
            raise PluginError(str(error)) from error
        self.site = Site(
            checked.system,
            checked.trace,
            checked.report,
            rules=all_rules(),
            keys={name: schemas.properties(name) for name in schemas.types},
            facts=facts,
            docs=Path(os.path.relpath(config.docs_dir, root)).as_posix(),
            directory_urls=config.use_directory_urls,
            read=reader(checked.system),
            drafts=self.config.drafts,
            preview=self.serving,
        )
        if stopping(checked.report):
            self._refuse(complaint(checked.report))
        _set_up(config)
        self.links = CrossLinks(self.site)
        self.tooltips = Tooltips(self.site)
        config.markdown_extensions += [self.links, self.tooltips]  # type: ignore[list-item]
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Mount the controlled directories and add the pages made from the model."""
        with no_collection():
            self.mounted = mount(files, self.site, config)
            if not self.serving:
                # What lives to the end of the build is not looked at again and again.  In a
                # preview it would be the values of every build so far.
                gc.freeze()
        self.links.files = self.mounted.files
        for path in self.mounted.unread:
            self._refuse(f"{path}: the checker has not read this page, so it is not published")
        return self.mounted.files

    def on_page_read_source(self, *, page: Page, config: MkDocsConfig) -> str | None:
        """Give the text below the front matter; nothing for a page that the model makes."""
        del config
        uri = page.file.src_uri
        made = self.mounted.pages.get(uri)
        if document := self.mounted.documents.get(uri) or (made and made.text):
            lines = document.text.split("\n")[document.body_line - 1 :]
            # The empty line ends what MkDocs could take for metadata of its own.
            return "\n" + "\n".join(lines)
        return "" if made else None

    # Before mkdocs-macros, which would run template code in the page.
    @event_priority(100)
    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Set the metadata of our pages from the model, whatever was read so far."""
        del config, files
        uri = page.file.src_uri
        folder = posixpath.dirname(posixpath.join(self.site.docs, uri))
        self.links.uri = uri
        self.links.origin = self.mounted.origins.get(uri) or Origin(folder)
        self.tooltips.here = ""
        if document := self.mounted.documents.get(uri):
            self.tooltips.here = self.site.uri(document) if self._has_glossary() else ""
            page.title = html.escape(document.title)
            page.meta = _meta(document.title, hide=["navigation"]) | found(document)
        elif made := self.mounted.pages.get(uri):
            # A page that the navigation does not name has nothing to show at its left.
            hide = ["navigation"] if page.parent is None else []
            page.meta = _meta(made.title, hide=[*hide, "toc"] if made.wide else hide)
            item = self.site.items_by_path.get(made.source)
            page.meta |= found(item) if isinstance(item, Document) else ranked(made.uri)
            if not made.search:
                page.meta["search"] = {"exclude": True}
        return markdown

    # After other plugins, so that nothing changes the page once it was looked at.
    @event_priority(-100)
    def on_page_content(
        self, content: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Look once more at a controlled page; give of a made one what the search takes."""
        del config, files
        uri = page.file.src_uri
        if document := self.mounted.documents.get(uri):
            if bad := dangers(content):
                self._refuse(f"{document.path}: the page would hold {', '.join(bad)}")
                content = NOT_SHOWN.format("see the messages of the build")
            here = self.site.uri(document)
            before = above(self.site, document, here)
            after = below(self.site, document, here)
            page.toc.items = [*outline(before), *page.toc.items, *outline(after)]
            # Not +: our blocks are escaped already, and would escape what is added to them.
            return f"{before}{content}{after}"
        if made := self.mounted.pages.get(uri):
            if made.text:
                # Nobody can mend a text that was approved once: it is then not shown.
                return (
                    content
                    if not dangers(content)
                    else NOT_SHOWN.format("it holds what no page may")
                )
            if not made.wide:
                page.toc = outline(made.html)
            # MkDocs knows the anchors of Markdown alone; ours are for the checker to look at.
            page.present_anchor_ids = None
            return searched(made.html) if made.search else ""
        return content

    # After the search plugin, which has no use for the control panel and long lists.
    @event_priority(-100)
    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Put the control panel around a controlled page; give all of a made one."""
        del config, nav
        uri = page.file.src_uri
        if made := self.mounted.pages.get(uri):
            page.content = f"{made.html}{page.content}" if made.text else self._made(made)
        elif document := self.mounted.documents.get(uri):
            here = self.site.uri(document)
            around = (head(self.site, document, here), foot(self.site, document, here))
            page.content = str(page.content).join(around)
        return context

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Tell the theme what it shows of us; leave Mermaid out of a site without diagrams."""
        del config
        settings = self.site.system.settings
        env.globals["sms"] = {
            "frozen": self.site.report.as_of if settings.demonstration else None,
            "mermaid": f"{MERMAID}mermaid.min.js",
            "preview": self.serving,
        }
        pages = (file.page for file in files.documentation_pages())
        if not any(page and DIAGRAM in (page.content or "") for page in pages):
            for file in [file for file in files if file.src_uri.startswith(MERMAID)]:
                files.remove(file)
        mend(files)
        return env

    def on_serve(
        self,
        server: LiveReloadServer,
        *,
        config: MkDocsConfig,
        builder: Any,  # noqa: ANN401
    ) -> LiveReloadServer:
        """Build again when a controlled file or the configuration of sms-docs changes."""
        del config, builder
        root = self.site.system.root
        kinds = self.site.system.types.values()
        places = {root / kind.directory for kind in kinds if kind.directory}
        approvals = {root / APPROVALS, root / CHECKPOINTS, root / "records/trust"}
        for place in sorted({*places, *approvals, root / "schemas", root / "pyproject.toml"}):
            if place.exists():
                server.watch(str(place))
        return server

    def _has_glossary(self) -> bool:
        """Whether the glossary is ours: only there the anchors of our terms are known."""
        return f"{GLOSSARY}index.md" in self.mounted.pages

    def _made(self, made: MadePage) -> str:
        """Return the HTML of a page that the model makes; of a document with its terms marked."""
        item = self.site.items_by_path.get(made.source)
        if isinstance(item, Document) and self._has_glossary():
            return self.tooltips.marked(made.html, made.uri)
        return made.html

    def _refuse(self, message: str) -> None:
        """Stop a build; in a preview only warn, so that the author sees the page change.

        Raises:
            PluginError: outside of a preview.
        """
        if not self.serving:
            raise PluginError(message)
        log.warning(message)


def _meta(title: str, *, hide: list[str]) -> dict[str, Any]:
    """Return the whole metadata of a page; no key of it comes from a document."""
    return {"title": html.escape(title), "hide": hide, "render_macros": False}


def _set_up(config: MkDocsConfig) -> None:
    # Behind a theme directory of the organisation, before Material.
    config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(THEME))
    config.markdown_extensions.append("sms_docs.anchors")
    config.extra_css.insert(0, f"{ASSETS_URI}sms.css")
    config.extra_javascript.append(f"{ASSETS_URI}sms.js")
    if "logo" not in config.theme and "logo" not in (config.theme.get("icon") or {}):
        config.theme["logo"] = f"{ASSETS_URI}logo.svg"
    if config.theme.get("favicon") in (None, "assets/images/favicon.png"):
        config.theme["favicon"] = f"{ASSETS_URI}favicon.svg"
