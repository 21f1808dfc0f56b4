"""Start a document or a record: the next free id, and a text to fill in."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sms_docs.act.lock import lock
from sms_docs.act.template import PROSE, Template
from sms_docs.act.write import create
from sms_docs.errors import ConfigurationError
from sms_docs.load.project import ENDING, controlled_types, load
from sms_docs.load.schema_parts import URN
from sms_docs.load.schemas import Schemas, load_schemas
from sms_docs.model import DocumentType, ManagementSystem
from sms_docs.safe_line import safe_line
from sms_docs.slug import slug
from sms_docs.suggest import suggest
from sms_docs.yaml_text import yaml_text

APPROVALS = "records/approvals"
# Stands for the author while people.yml lists nobody.
NOBODY = "your-id"
LONGEST_SLUG = 60
# The letters of a prefix, and the type to begin with where any of a category will do.
LETTERS = 3
FIRST = {"document": "procedure", "record": "nonconformity"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What to start; *owner* is a role, *author* a person, empty for the first one listed."""

    type: str
    title: str
    owner: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Started:
    """A file that was started; *path* is relative to the root.

    *names_nobody* tells that `your-id` stands where a person belongs.
    """

    id: str
    path: str
    names_nobody: bool


def start(root: Path, wish: Wish, today: date | None = None) -> Started:
    """Write the first text of *wish* below *root*; `check` finds no error in it.

    *today* None stands for the frozen day of a demonstration, else for the day of the
    clock.

    Raises:
        ConfigurationError: no such type, role or person, or a title that cannot stand.
        WriteRefused: the file cannot be written; nothing was.
    """
    title = safe_line(wish.title, "--title")
    # Two at once would take the same id.
    with lock(root):
        return _start(root, wish, title, today)


def _start(root: Path, wish: Wish, title: str, today: date | None) -> Started:
    system = load(root)
    kind = find_type(wish.type, controlled_types(system.types, system.settings))
    day = today or system.settings.as_of or date.today()  # noqa: DTZ011 - the user's day
    schemas = load_schemas(root)
    chooser = Chooser(system, kind, wish, day)
    chooser.choose("person")
    identity = next_id(system, kind, day, schemas)
    given = {"id": identity, "title": title, "version": "0.1"}
    template = Template(f"{URN}{kind.name}", schemas.documents, chooser.choose)
    data = template.values(given)
    for violation in schemas.violations(kind.name, data):
        message = f"--title: {violation.message}; {violation.fix}"
        raise ConfigurationError(message)
    content = yaml_text(data, template.comments())
    if kind.format == "markdown":
        content = f"---\n{content}---\n" + "".join(sections(kind))
    name = "-".join(filter(None, (identity, file_slug(title)))) + ENDING[kind.format]
    path = f"{kind.directory}/{name}"
    create(root, path, content.encode())
    return Started(identity, path, names_nobody=f"- {NOBODY}\n" in content)


def find_type(name: str, types: Iterable[DocumentType]) -> DocumentType:
    """Return the type *name* of *types*, or refuse with those there are."""
    known = {kind.name: kind for kind in types}
    if name not in known:
        message = f"no type '{name}'{suggest(name, known)}; known: {', '.join(known)}"
        raise ConfigurationError(message)
    return known[name]


def sections(kind: DocumentType) -> Iterable[str]:
    """Give each heading that documents of *kind* need, with what belongs below it."""
    advice: Mapping[str, str] = kind.schema["x-sms"].get("guidance", {})
    for heading in kind.headings:
        yield f"\n## {heading}\n\n*{advice.get(heading, PROSE)}*\n"


def file_slug(title: str) -> str:
    """Return *title* as part of a file name: ASCII, so that every system can keep it."""
    plain = unicodedata.normalize("NFKD", slug(title).casefold()).encode("ascii", "ignore").decode()
    words = re.sub(r"-{2,}", "-", plain.replace("_", "-")).strip("-")
    return words[:LONGEST_SLUG].rpartition("-")[0] if len(words) > LONGEST_SLUG else words


def next_id(system: ManagementSystem, kind: DocumentType, day: date, schemas: Schemas) -> str:
    """Return the id after the highest one that the disk has, of this year where years count.

    Ids of approved documents are taken for good, also where the document is gone.
    """
    prefix = kind.prefixes[0]
    pattern = re.compile(rf"{prefix}-(?:([0-9]{{4}})-)?([0-9]{{3,}})(?![0-9])")
    names = [item.id for item in (*system.documents, *system.records)]
    for folder in (kind.directory, APPROVALS):
        if (system.root / folder).is_dir():
            names += [path.name for path in (system.root / folder).iterdir()]
    used = [found.groups() for name in names if (found := pattern.match(name))]
    shown = used or pattern.findall(json.dumps(list(schemas.documents.values())))
    year = ""
    if kind.category == "record" and any(each[0] for each in shown):
        year = str(day.year)
    highest = max((int(number) for in_year, number in used if (in_year or "") == year), default=0)
    return "-".join(filter(None, (prefix, year, f"{highest + 1:03}")))


@dataclass(frozen=True, slots=True)
class Chooser:
    """Chooses what the keys of a new file name, out of what the SMS has."""

    system: ManagementSystem
    kind: DocumentType
    wish: Wish
    day: date

    def choose(self, names: str, examples: Sequence[object] = ()) -> str:
        """Return the day, or the id of a role, a person, a document or a record.

        *examples* of ids tell which documents or records come first.
        """
        if names == "date":
            return self.day.isoformat()
        if names == "role":
            return self._listed(self.wish.owner, self.system.roles, "--owner", "roles")
        if names == "person":
            if not self.system.people:
                return self.wish.author or NOBODY
            return self._listed(self.wish.author, self.system.people, "--author", "people")
        return self._item(names, {str(each)[:LETTERS] for each in examples})

    def _listed(self, wanted: str, known: Mapping[str, object], option: str, name: str) -> str:
        path = self.system.types[name].directory
        if not known:
            message = f"{path} lists nothing yet; add an entry first"
            raise ConfigurationError(message)
        if wanted and wanted not in known:
            hint = suggest(wanted, known)
            message = f"{option}: {path} has no '{wanted}'{hint}; known: {', '.join(known)}"
            raise ConfigurationError(message)
        return wanted or next(iter(known))

    def _item(self, names: str, prefixes: Collection[str]) -> str:
        """Return the document or record that fits best: the one about the type itself."""
        items = [
            item
            for item in (*self.system.documents, *self.system.records)
            if names in (item.type.name, item.type.category)
        ]
        if not items:
            wanted = FIRST.get(names, names)
            message = (
                f"{self.kind.title}: it has to name its {names}, and the SMS has none yet;"
                f" start one first: sms-docs new {wanted} --title TITLE"
            )
            raise ConfigurationError(message)
        items = [item for item in items if item.id[:LETTERS] in prefixes] or items
        # How it is done says more than a plan or a policy about the same.
        items.sort(key=lambda item: item.type.name != "procedure")
        about = [item for item in items if self.kind.name in item.path]
        return (about or items)[0].id
