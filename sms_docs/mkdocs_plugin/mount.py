"""The files of the site: controlled directories mounted, made pages added, raw YAML left out."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel

from sms_docs.approval import StoredText
from sms_docs.links import Reach, climb, locate
from sms_docs.load.embedded import stored_name
from sms_docs.mkdocs_plugin.crosslinks import Origin
from sms_docs.mkdocs_plugin.guard import dangers
from sms_docs.model import Document, Item
from sms_docs.views.history import stored_text
from sms_docs.views.pages import all_pages
from sms_docs.views.site import Page, Site

ASSETS = Path(__file__).parents[1] / "assets"
ASSETS_URI = "assets/sms-docs/"
MERMAID = f"{ASSETS_URI}mermaid/"
# What a document may show or hand out beside its text; anything else stays in the repository.
ATTACHMENTS = (".csv", ".gif", ".jpeg", ".jpg", ".pdf", ".png", ".svg", ".webp")


class MountedFiles(Files):
    """Files that are also found by the spelling that works on the forge.

    A link of a document is relative to its file in the repository, where the pages of
    the site lie in *docs*; *other* maps the spelling of a file that is shown by another
    one (a YAML service, a folder) to the latter.
    """

    def __init__(self, files: Iterable[File], docs: str, other: Mapping[str, str]) -> None:
        """Take over *files*."""
        super().__init__(files)
        self._docs = docs
        self._other = other

    def get_file_from_path(self, path: str) -> File | None:
        """Return the file at *path*, seen from *docs* or from the root of the repository."""
        return super().get_file_from_path(path) or super().get_file_from_path(self._mounted(path))

    def _mounted(self, path: str) -> str:
        if path.startswith("../"):
            path = posixpath.normpath(posixpath.join(self._docs, path))
        inner = path.removeprefix(f"{self._docs}/")
        return self._other.get(inner, inner)


@dataclass(slots=True)
class Mount:
    """What the plugin knows of each file of the site, by its address among the sources.

    *origins* are the pages whose text the model holds: documents, and older versions.
    *pictures* maps digest and ending of an approved file to the first place that has it.
    """

    files: Files
    documents: dict[str, Document] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    pictures: dict[tuple[str, str], str] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)


def mount(files: Files, site: Site, config: MkDocsConfig) -> Mount:
    """Return *files* with the controlled documents and made pages of *site* in their places.

    Raises:
        PluginError: a page of *docs* stands where a controlled document belongs.
    """
    mounted = Mount(files)
    mounted.unread += _take_out(files, site)
    kept = {file.dest_uri for file in files}
    _add_documents(mounted, site, config, kept)
    _add_pages(mounted, site, config, kept)
    approved = {path for each in mounted.origins.values() for path in each.pictures.values()}
    for path in dict.fromkeys((*attachments(site), *sorted(approved - {""}))):
        if site.uri_of(path) not in files.src_uris:
            files.append(_mounted(path, site, config))
    for file in _assets(config):
        files.append(file)
    mounted.files = MountedFiles(files, site.docs, _other_spellings(site))
    return mounted


def _add_documents(mounted: Mount, site: Site, config: MkDocsConfig, kept: Collection[str]) -> None:
    for document in site.documents.values():
        if document.type.format == "markdown" and site.is_published(document):
            file = _mounted(document.path, site, config)
            _reserve(document.path, file, kept)
            if document.id not in site.working:
                # Its file is gone, so that there is nothing to edit.
                file.edit_uri = None
            mounted.files.append(file)
            mounted.documents[file.src_uri] = document
            origin = _origin(document, stored_text(site, document), site, mounted.pictures)
            mounted.origins[file.src_uri] = origin


def _add_pages(mounted: Mount, site: Site, config: MkDocsConfig, kept: Collection[str]) -> None:
    for page in all_pages(site):
        file = _made(page, site, config)
        if page.source:
            _reserve(page.source, file, kept)
        # Of the rest, a page that the organisation wrote itself is preferred to ours.
        if file.dest_uri not in kept:
            mounted.files.append(file)
            mounted.pages[file.src_uri] = page
            if page.text:
                origin = _origin(page.text, page.stored, site, mounted.pictures)
                mounted.origins[file.src_uri] = origin


def attachments(site: Site) -> list[str]:
    """Return the pictures and downloads that published working texts point to.

    Raises:
        PluginError: an SVG that would run or load something when it is opened.
    """
    found: dict[str, None] = {}
    for document in site.documents.values():
        if site.is_published(document) and stored_text(site, document) is None:
            folder = posixpath.dirname(document.path)
            aims = (locate(folder, link.target) for link in document.body.links)
            found |= {
                aim.path: None
                for aim in aims
                if aim.reach is Reach.INSIDE
                and aim.path in site.system.files
                and aim.path not in site.shut_files
                and aim.path.lower().endswith(ATTACHMENTS)
            }
    for path in found:
        if bad := _dangers_of(path, site):
            message = f"{path}: a picture must not hold {', '.join(bad)}"
            raise PluginError(message)
    return list(found)


def _dangers_of(path: str, site: Site) -> list[str]:
    if not path.lower().endswith(".svg"):
        return []
    return dangers((site.system.root / path).read_text(encoding="utf-8", errors="replace"))


def _origin(
    document: Document, stored: StoredText | None, site: Site, known: dict[tuple[str, str], str]
) -> Origin:
    """Return where the links of *document* are read, and the files that were approved with it.

    *known* is where the same bytes lay before, and is added to.
    """
    folder = posixpath.dirname(document.path)
    if stored is None:
        return Origin(folder)
    working = site.working.get(document.id)
    named = site.system.embedded.get(document.id, ()) if working else ()
    here = posixpath.dirname(working.path) if working else ""
    now = {climb(here, each.name): each.sha256 for each in named}
    pictures = {}
    for name, digest in stored.embedded.items():
        if path := climb(folder, name):
            beside = f"{posixpath.dirname(stored.path)}/{stored_name(name)}"
            if now.get(path) == digest:
                beside = path
            source = known.setdefault((digest, posixpath.splitext(name)[1]), beside)
            may = path not in site.shut_files and source.lower().endswith(ATTACHMENTS)
            fit = digest and may and not _dangers_of(source, site)
            pictures[path] = source if fit else ""
    return Origin(folder, stored=True, pictures=pictures)


def _take_out(files: Files, site: Site) -> Iterator[str]:
    """Take the files of controlled directories out of *files*; give the pages never read."""
    folders = tuple(
        f"{kind.directory}/" for kind in site.system.types.values() if kind.category != "trust"
    )
    for file in list(files):
        path = f"{site.docs}/{file.src_uri}"
        if path.startswith(folders):
            files.remove(file)
            if file.is_documentation_page() and path not in site.items_by_path:
                yield path


def _reserve(path: str, file: File, kept: Collection[str]) -> None:
    """Keep the address of *file* for the document or record at *path*.

    Raises:
        PluginError: a page that nobody controls stands there.
    """
    if file.dest_uri in kept:
        message = f"the site has another page where {path} belongs: {file.src_uri}"
        raise PluginError(message)


def _mounted(path: str, site: Site, config: MkDocsConfig) -> File:
    """Return the file of the repository at *path* as a file of the site."""
    uri = site.uri_of(path)
    file = File(
        uri,
        str(site.system.root / site.docs if uri != path else site.system.root),
        config.site_dir,
        config.use_directory_urls,
        inclusion=InclusionLevel.NOT_IN_NAV,
    )
    file.edit_uri = posixpath.relpath(path, site.docs)
    return file


def _made(page: Page, site: Site, config: MkDocsConfig) -> File:
    """Return an empty file for *page*; its edit button opens the source that it shows."""
    uri = f"{page.uri.removesuffix('/')}.md" if page.source else f"{page.uri}index.md"
    file = File.generated(config, uri, content="", inclusion=InclusionLevel.NOT_IN_NAV)
    if page.source:
        file.abs_src_path = str(site.system.root / page.source)
        file.edit_uri = posixpath.relpath(page.source, site.docs)
    return file


def _assets(config: MkDocsConfig) -> Iterator[File]:
    for path in sorted(ASSETS.rglob("*")):
        if path.is_file():
            uri = ASSETS_URI + path.relative_to(ASSETS).as_posix()
            yield File.generated(config, uri, abs_src_path=str(path))


def _other_spellings(site: Site) -> Mapping[str, str]:
    """Return source as linked -> the Markdown address that shows it."""
    yaml: Iterable[Item] = site.items_by_path.values()
    other = {
        site.uri_of(item.path): site.uri(item).removesuffix("/") + ".md"
        for item in yaml
        if item.type.format == "yaml"
    }
    sections = [site.section(kind) for kind in site.system.types.values()]
    return other | {uri.removesuffix("/"): f"{uri}index.md" for uri in (*sections, "records/")}
