"""The glossary: every term of the vocabulary, and the documents that use it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice

from sms_docs.fact import Term
from sms_docs.model import Document
from sms_docs.views.lexicon import Lexicon
from sms_docs.views.site import Page, Site

URI = "glossary/"
TITLE = "Glossary"
# Documents shown at a term, and read for all terms: of thousands, those first ones do.
MOST = 3
READ = 300


def pages(site: Site) -> Iterator[Page]:
    """Give one page, by the letter; nothing of a document that is not published counts."""
    terms = sorted(site.facts.terms, key=lambda term: term.name.casefold())
    letters = groupby(terms, key=lambda term: term.name[0].upper())
    html = site.page(
        "glossary.html",
        URI,
        title=TITLE,
        letters=[(letter, list(group)) for letter, group in letters],
        used=users(site),
    )
    yield Page(URI, TITLE, html)


def users(site: Site) -> Mapping[str, Sequence[Document]]:
    """Return term -> the documents that use it: those with it in their title, then by use."""
    lexicon = Lexicon(site.facts.terms)
    found: dict[Term, list[tuple[bool, int, str]]] = defaultdict(list)
    published = filter(site.is_published, site.documents.values())
    for document in islice(published, READ):
        titled = {use.term for use in lexicon.uses(document.title)}
        for term, times in Counter(use.term for use in lexicon.uses(document.text)).items():
            found[term].append((term not in titled, -times, document.id))
    return {
        term.name: [site.documents[identity] for _, _, identity in sorted(ranked)[:MOST]]
        for term, ranked in found.items()
    }
