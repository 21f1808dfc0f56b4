"""Start an SMS of one's own: the documents of the starter as drafts of a new organisation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid4

from sms_docs.errors import ConfigurationError
from sms_docs.load import yaml
from sms_docs.load.catalogues import load_catalogue
from sms_docs.load.schemas import load_schemas
from sms_docs.load.shipped import shipped
from sms_docs.model import DocumentType
from sms_docs.safe_line import safe_line
from sms_docs.scaffold.draft import AUTHOR, draft
from sms_docs.scaffold.folder import demand_room, move, start_repository, workshop_beside
from sms_docs.scaffold.handover import hand_over
from sms_docs.scaffold.minimal import minimal
from sms_docs.scaffold.names import STARTER_NAME
from sms_docs.scaffold.own_files import own_files
from sms_docs.scaffold.starter import read_paper, read_papers
from sms_docs.yaml_text import yaml_text

__all__ = ["AUTHOR", "STARTER_NAME", "Begun", "init"]

CATALOGUE = "iso-iec-20000-1-2018"
SIGNERS = "records/trust/allowed_signers"
SIGNERS_TEXT = "# Who may sign, by which key; `sms-docs trust add-key` adds a line.\n"


class Begun(NamedTuple):
    """What was begun: how many *documents* were handed over, and how many the starter has."""

    documents: int
    starter: int
    is_repository: bool

    @property
    def left(self) -> int:
        """How many documents of the starter were left out."""
        return self.starter - self.documents


def init(
    target: Path, organisation: str, sms_id: UUID | None = None, *, is_minimal: bool = False
) -> Begun:
    """Make *target* an SMS of *organisation*; return what was begun.

    Everything is written elsewhere first and then moved, so that a failure leaves
    nothing behind.  *sms_id* None stands for a new one.  *is_minimal* hands over only
    what the standard names, with the services.

    Raises:
        ConfigurationError: the name of the organisation cannot stand.
        WriteRefused: something stands in the way, or the disk does not take it.
    """
    name = safe_line(organisation, "--organisation")
    if not name[0].isalnum():
        # Other characters begin a list, a note or a heading where a name begins a line.
        message = f"--organisation: '{name}' must begin with a letter or a digit"
        raise ConfigurationError(message)
    demand_room(target)
    with workshop_beside(target) as workshop:
        own = own_files(name, sms_id or uuid4())
        drafts, count = documents(name, own, is_minimal=is_minimal)
        for path, content in {**drafts, **own}.items():
            file = workshop / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8", newline="\n")
        is_repository = (target / ".git").exists() or start_repository(workshop)
        move(workshop, target)
    return Begun(*count, is_repository)


def documents(
    name: str, own: Mapping[str, str], *, is_minimal: bool
) -> tuple[dict[str, str], tuple[int, int]]:
    """Return path -> text of documents and trust files, and how many documents of how many.

    They are drafts of the organisation *name*, beside the files *own*.
    """
    source, schemas = shipped("starter"), load_schemas(None)
    every = read_papers(source, schemas)
    chosen = minimal(every, load_catalogue(CATALOGUE, source)) if is_minimal else every
    files = trust_files(source, schemas.types)
    roles = schemas.types["roles"]
    handover = hand_over(chosen, name, (roles.directory, *files, *own))
    drafts = {handover.paths[paper.path]: draft(paper, handover, schemas) for paper in chosen}
    drafts[roles.directory] = draft(read_paper(roles.directory, source, roles), handover, schemas)
    return {**drafts, **files}, (len(chosen), len(every))


def trust_files(source: Path, types: Mapping[str, DocumentType]) -> dict[str, str]:
    """Return path -> text of the trust files but roles: the starter's policy, nobody, no key."""
    policies = types["approval-policy"]
    policy = yaml.parse((source / policies.directory).read_text(encoding="utf-8")).data
    # Whoever starts is alone; a second trust-admin is asked for once there is one.
    for quorum in policy["trust"]["approve"]["approvals"]:
        quorum["count"] = 1
    return {
        policies.directory: yaml_text(policy),
        types["people"].directory: "people: []\n",
        types["revoked"].directory: "revoked: []\n",
        SIGNERS: SIGNERS_TEXT,
    }
