"""The reference of the rules: an index, and for each rule the page that its docstring is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sms_docs.views.site import Page, Site

URI = "rules/"
BLOCKS = {
    "0": "Can it be read?",
    "1": "Is it identified?",
    "2": "Was it approved, and by whom?",
    "3": "Is it current?",
    "4": "Do its references hold?",
    "5": "Does it meet the catalogue?",
    "6": "Is there evidence?",
    "7": "Are people and roles known?",
    "8": "Does the change hold against the base?",
    "9": "Is the project in order?",
}


def pages(site: Site) -> Iterator[Page]:
    """Give the index by block and a page for each rule."""
    blocks = [
        (question, [rule for rule in site.rules if rule.code[3] == digit])
        for digit, question in BLOCKS.items()
    ]
    html = site.page("rules.html", URI, title="Rules", blocks=[each for each in blocks if each[1]])
    yield Page(URI, "Rules", html)
    for rule in site.rules:
        uri, title = f"{URI}{rule.name}/", f"{rule.code} {rule.name}"
        html = site.page("rule.html", uri, title=title, rule=rule, sections=parts(rule.text))
        yield Page(uri, title, html)


def parts(text: str) -> Mapping[str, str]:
    """Return heading -> text of a rule's docstring, code still indented by four."""
    found: dict[str, list[str]] = {}
    for line in text.split("\n")[1:]:
        if line and not line[0].isspace():
            found[line] = []
        elif found:
            found[list(found)[-1]].append(line.removeprefix("    "))
    return {heading: "\n".join(lines) for heading, lines in found.items()}
