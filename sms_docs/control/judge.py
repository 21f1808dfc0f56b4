"""What approval records are judged by: the trust files in effect, and those before them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from sms_docs.approval import Dossier
from sms_docs.control.trust import Effect
from sms_docs.trust import Policy, Trust


class Judge(NamedTuple):
    """What verification goes by: trust files, those before them, and what is sealed."""

    trust: Trust
    effect: Effect
    listed: Mapping[str, str]

    def policy(self, moment: datetime) -> Policy:
        """Return what policy.yml said at *moment*."""
        return self.effect.policy(moment, self.trust.policy)

    def policy_of(self, dossier: Dossier, added: Collection[str]) -> Callable[[datetime], Policy]:
        """Return what gives the policy that a record of *dossier* is judged by.

        Of the records at the paths *added*, which land only now, it is the newest one:
        who dates back does not get an older policy.
        """
        late = {
            record.statement.signed_at
            for record in dossier.records
            if record.path in added and record.statement
        }
        return lambda moment: self.trust.policy if moment in late else self.policy(moment)
