"""Start an SMS of one's own: the documents of the starter as drafts of a new organisation."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn
from uuid import UUID, uuid4

from sms_docs.errors import ConfigurationError, WriteRefused
from sms_docs.load import frontmatter, yaml
from sms_docs.load.project import ENDING
from sms_docs.load.schemas import load_schemas
from sms_docs.load.shipped import shipped
from sms_docs.model import DocumentType
from sms_docs.safe_line import safe_line
from sms_docs.yaml_text import yaml_text

TEMPLATES = Path(__file__).parent / "scaffold_templates"
STARTER_NAME = "Tarn Valley IT"
AUTHOR = "your-id"
FRESH: Mapping[str, object] = {
    "version": "0.1",
    "authors": [AUTHOR],
    "change": "First draft from the starter.",
}
DROPPED = ("effective_from",)
SIGNERS = "records/trust/allowed_signers"
SIGNERS_TEXT = "# Who may sign, by which key; `sms-docs trust add-key` adds a line.\n"
# What Markdown would obey inside of a name, and the number that would begin a list.
MARKDOWN = re.compile(r"[\\*_\[\]{}|#]|(?<=^[0-9])(?=[.)])|(?<=^[0-9]{2})(?=[.)])")


def init(target: Path, organisation: str, sms_id: UUID | None = None) -> bool:
    """Make *target* an SMS of *organisation*; return whether it is a git repository too.

    Everything is written elsewhere first and then moved, so that a failure leaves
    nothing behind.  *sms_id* None stands for a new one.

    Raises:
        ConfigurationError: the name of the organisation cannot stand.
        WriteRefused: something stands in the way, or the disk does not take it.
    """
    name = safe_line(organisation, "--organisation")
    if not name[0].isalnum():
        # Other characters begin a list, a note or a heading where a name begins a line.
        message = f"--organisation: '{name}' must begin with a letter or a digit"
        raise ConfigurationError(message)
    _demand_room(target)
    with _workshop(target) as workshop:
        for path, content in {**documents(name), **own_files(name, sms_id or uuid4())}.items():
            file = workshop / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8", newline="\n")
        is_repository = (target / ".git").exists() or _start_repository(workshop)
        _move(workshop, target)
    return is_repository


def documents(name: str) -> dict[str, str]:
    """Return path -> text of the starter's documents and roles as drafts of *name*."""
    source = shipped("starter")
    types = load_schemas(None).types
    paths = {
        path: kind
        for kind in types.values()
        if kind.category == "document"
        for path in sorted((source / kind.directory).glob("*" + ENDING[kind.format]))
    }
    drafts = {
        path.relative_to(source).as_posix(): draft(path.read_text(encoding="utf-8"), kind, name)
        for path, kind in paths.items()
    }
    return {**drafts, **trust(source, types, name)}


def trust(source: Path, types: Mapping[str, DocumentType], name: str) -> dict[str, str]:
    """Return path -> text of the trust files: roles and policy of the starter, nobody, no key."""
    roles, policies = types["roles"], types["approval-policy"]
    policy = yaml.parse((source / policies.directory).read_text(encoding="utf-8")).data
    # Whoever starts is alone; a second trust-admin is asked for once there is one.
    for quorum in policy["trust"]["approve"]["approvals"]:
        quorum["count"] = 1
    return {
        roles.directory: draft((source / roles.directory).read_text("utf-8"), roles, name),
        policies.directory: yaml_text(policy),
        types["people"].directory: "people: []\n",
        types["revoked"].directory: "revoked: []\n",
        SIGNERS: SIGNERS_TEXT,
    }


def draft(text: str, kind: DocumentType, name: str) -> str:
    """Return *text* of the starter as a first draft of the organisation *name*."""
    if kind.format == "markdown":
        front = frontmatter.split(text)
        body = front.body.replace(STARTER_NAME, in_markdown(name))
        return f"---\n{_metadata(front.yaml, name)}---\n{body}"
    return _metadata(text, name)


def _metadata(text: str, name: str) -> str:
    data = yaml.parse(text).data
    kept = {key: _renamed(value, name) for key, value in data.items() if key not in DROPPED}
    return yaml_text({key: FRESH.get(key, value) for key, value in kept.items()})


def _renamed(value: object, name: str) -> object:
    if isinstance(value, dict):
        return {key: _renamed(each, name) for key, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, name) for each in value]
    return value.replace(STARTER_NAME, name) if isinstance(value, str) else value


def in_markdown(name: str) -> str:
    """Return *name* so that Markdown shows it as it is."""
    return MARKDOWN.sub(lambda found: "\\" + found[0], name)


def own_files(name: str, sms_id: UUID) -> dict[str, str]:
    """Return path -> text of the files that are the adopter's from the start."""
    values = {
        # Between double quotes TOML and YAML escape as JSON does.
        "ORGANISATION": json.dumps(name, ensure_ascii=False)[1:-1],
        "ORGANISATION_MARKDOWN": in_markdown(name),
        "SMS_ID": sms_id.urn,
        "VERSION": version("sms-docs"),
    }
    found = {}
    for path in sorted(TEMPLATES.rglob("*")):
        if path.is_file():
            # A leading underscore stands for a dot: tools obey dot files where they lie.
            inside = re.sub(r"(^|/)_", r"\1.", path.relative_to(TEMPLATES).as_posix())
            text = path.read_text(encoding="utf-8")
            # One pass, so that a name that looks like a mark is left alone.
            found[inside] = re.sub(r"@([A-Z_]+)@", lambda mark: values[mark[1]], text)
    return found


def _demand_room(target: Path) -> None:
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        _refuse(target, "it is a link or a file", "choose another folder")
    try:
        there = sorted(path.name for path in target.iterdir()) if target.exists() else []
        # A clone of a repository without commits is where most begin.
        there = [name for name in there if name != ".git"]
    except OSError as error:
        _refuse(target, (error.strerror or "").lower(), "choose another folder")
    if there:
        more = f" and {len(there) - 3} more" if len(there) > 3 else ""  # noqa: PLR2004
        _refuse(target, f"{', '.join(there[:3])}{more} in the way", "choose an empty folder")
    if not target.absolute().parent.is_dir():
        parent = target.parent
        _refuse(target, "the folder above is missing", f"make it first: mkdir -p {parent}")


@contextmanager
def _workshop(target: Path) -> Iterator[Path]:
    """Give a new folder on the disk of *target*; it is gone in the end, whatever happens."""
    # Inside of a folder that is there: that may be a disk of its own.
    place = target if target.exists() else target.absolute().parent
    workshop = place / f".sms-docs-{secrets.token_hex(8)}"
    try:
        workshop.mkdir()
        yield workshop
    except OSError as error:
        cure = "make room or give yourself the right to write there, and try again"
        _refuse(target, (error.strerror or str(error)).lower(), cure)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _move(workshop: Path, target: Path) -> None:
    if not target.exists():
        workshop.rename(target)
        return
    moved: list[Path] = []
    try:
        for path in sorted(workshop.iterdir()):
            if os.path.lexists(target / path.name):
                # A rename would silently replace what appeared since we looked.
                _refuse(target, f"{path.name} in the way", "choose an empty folder")
            moved.append(path.rename(target / path.name))
    except (OSError, WriteRefused):
        for path in moved:
            path.rename(workshop / path.name)
        raise


def _start_repository(folder: Path) -> bool:
    """Make *folder* a git repository without a commit; False where git is not installed."""
    # Inside of a git hook these lead to the repository that the hook belongs to.
    misleading = [key for key in os.environ if re.match("GIT_(?!PYTHON_)", key)]
    kept = {key: os.environ.pop(key) for key in misleading}
    try:
        import git  # noqa: PLC0415 - slow, and fails where git is missing

        git.Repo.init(folder, initial_branch="main").close()
    except ImportError:
        return False
    except git.exc.GitError:
        return False
    finally:
        os.environ.update(kept)
    return True


def _refuse(target: Path, reason: str, cure: str) -> NoReturn:
    message = f"{target}: nothing was written: {reason}; {cure}"
    raise WriteRefused(message)
