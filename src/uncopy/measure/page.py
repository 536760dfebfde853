"""The report as one page that needs nothing else: no network, no script, readable in light and in dark."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from uncopy.measure.curve import Curve
from uncopy.measure.picture import picture


@dataclass(frozen=True)
class Row:
    """One verdict: what it is about, the verdict, and what else to say, in a line and as source text."""

    about: str
    verdict: str
    text: str = ""
    source: str = ""


@dataclass(frozen=True)
class Section:
    """One function: where it is, what was found about it, how it changes, and what a call of it weighs."""

    name: str
    path: str
    rows: tuple[Row, ...]
    diff: str
    weights: tuple[tuple[str, str, str], ...] = ()  # what, before, after
    notes: tuple[str, ...] = ()
    before: Curve = ()
    after: Curve = ()


def page(title: str, summary: Sequence[str], sections: Sequence[Section]) -> str:
    """The page as HTML. ``summary`` are lines of text above everything."""
    e = html.escape
    body = [f"<h1>{e(title)}</h1>", *(f"<p>{e(line)}</p>" for line in summary)]
    if len(sections) > 1:
        links = (f'<li><a href="#f{i}">{e(s.name)}</a> {_marks(s)}</li>' for i, s in enumerate(sections))
        body.append(f"<nav><ul>{''.join(links)}</ul></nav>")
    body += [_section(number, section) for number, section in enumerate(sections)]
    return (
        "<!doctype html>\n"
        f'<html lang="en"><head><meta charset="utf-8"><title>{e(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style></head><body><main>{''.join(body)}</main></body></html>\n"
    )


def _marks(section: Section) -> str:
    verdicts = dict.fromkeys(row.verdict for row in section.rows)
    return " ".join(_mark(verdict) for verdict in verdicts)


def _mark(verdict: str) -> str:
    kind = {"equivalent": "good", "different": "bad", "error": "bad"}.get(verdict, "open")
    return f'<span class="mark {kind}">{html.escape(verdict)}</span>'


def _section(number: int, section: Section) -> str:
    e = html.escape
    parts = [f'<section id="f{number}"><h2>{e(section.name)} <small>{e(section.path)}</small></h2>']
    for row in section.rows:
        parts.append(f'<p class="row">{_mark(row.verdict)} <b>{e(row.about)}</b> {e(row.text)}</p>')
        if row.source:
            shown = f"<pre>{e(row.source)}</pre>"
            parts.append(f"<details><summary>a program that shows the difference</summary>{shown}</details>")
    if section.diff:
        parts.append(f'<pre class="diff">{"".join(map(_line, section.diff.splitlines()))}</pre>')
    if section.before and section.after:
        parts.append(f"<figure>{picture(section.before, section.after)}</figure>")
    if section.weights:
        head = "<tr><th></th><th>original</th><th>rewrite</th></tr>"
        cells = (f"<tr><th>{e(what)}</th><td>{e(old)}</td><td>{e(new)}</td></tr>" for what, old, new in section.weights)
        parts.append(f"<table>{head}{''.join(cells)}</table>")
    parts += [f'<p class="note">{e(note)}</p>' for note in section.notes]
    parts.append("</section>")
    return "".join(parts)


def _line(line: str) -> str:
    kind = {"+": "plus", "-": "minus", "@": "at"}.get(line[:1], "")
    if line.startswith(("+++", "---")):
        return ""
    return f'<span class="{kind}">{html.escape(line) or " "}</span>'


STYLE = """
:root { color-scheme: light dark; --text: #1d2126; --soft: #5b6672; --ground: #fff; --raised: #f4f6f8;
  --edge: #d4dae0; --old: #b3541e; --new: #1464a5; --good: #17693a; --bad: #b3261e; --open: #7a5c00;
  --plus: #e2f4e7; --minus: #fbe7e5 }
@media (prefers-color-scheme: dark) { :root { --text: #e4e8ec; --soft: #9aa6b2; --ground: #14171a; --raised: #1d2226;
  --edge: #39424b; --old: #f0a06a; --new: #6db8f2; --good: #6fce93; --bad: #ff8a80; --open: #e3c04f;
  --plus: #16331f; --minus: #3b1c1a } }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif }
main { max-width: 64rem; margin: 0 auto; padding: 1.5rem }
h1 { font-size: 1.4rem }
h2 { font-size: 1.1rem; margin-top: 0 }
small { color: var(--soft); font-weight: normal }
section { border: 1px solid var(--edge); border-radius: 8px; padding: 1rem 1.2rem; margin: 1.2rem 0 }
nav ul { columns: 2; padding-left: 1.2rem }
a { color: var(--new) }
pre { background: var(--raised); padding: .7rem; border-radius: 6px; overflow-x: auto;
  font: 13px/1.45 ui-monospace, monospace }
.diff span { display: block; white-space: pre }
.plus { background: var(--plus) }
.minus { background: var(--minus) }
.at { color: var(--soft) }
.mark { font-size: .8rem; border: 1px solid currentColor; border-radius: 4px; padding: 0 .4rem; white-space: nowrap }
.good { color: var(--good) }
.bad { color: var(--bad) }
.open { color: var(--open) }
details { margin: .4rem 0 }
summary { color: var(--soft); cursor: pointer }
.row { margin: .4rem 0; overflow-wrap: anywhere }
figure { margin: 1rem 0 }
svg { width: 100%; height: auto }
svg text { font: 12px system-ui, sans-serif; fill: var(--soft) }
table { border-collapse: collapse }
th, td { padding: .2rem .9rem .2rem 0; text-align: right }
th:first-child { text-align: left; font-weight: normal; color: var(--soft) }
.note { color: var(--soft); font-size: .9rem; margin: .3rem 0 }
"""
