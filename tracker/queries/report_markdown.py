"""A report as Markdown that can be pasted into an issue: every text that is not ours is neutral there, and the links are ours."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse

from tracker.queries.implementations import UNCOUNTED
from tracker.queries.ledger_items import Item
from tracker.queries.ledger_words import UNANSWERED
from tracker.queries.neutral import code, plain
from tracker.queries.reports import Report

MOST_LETTERS = 60_000  # GitHub takes 65,536 in a comment
MOST_CLAIMS, MOST_PLACES, MOST_DEFINITIONS, MOST_NAMES = 40, 60, 40, 12
CUT = "\n\nThe rest is left out here; the report has it.\n"


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of an issue's report and images, in full."""

    slug: str
    key: str = ""  # of a share link: whoever reads the Markdown can follow it

    def report(self, oid: str) -> str:
        """The report of a commit."""
        return self._full(reverse("report", args=[self.slug, oid]))

    def badge(self) -> str:
        """The badge, as it is whenever somebody looks."""
        return self._full(reverse("badge", args=[self.slug]))

    def chart(self, oid: str = "") -> str:
        """The chart image, up to now or to a commit."""
        return self._full(reverse("chart_image", args=[self.slug]), f"at={oid}" if oid else "")

    def page(self) -> str:
        """Where an image leads: the issue's page, with a key the report that it opens."""
        if self.key:
            return self.report("newest")
        return f"{settings.PUBLIC_URL.rstrip('/')}{reverse('issue', args=[self.slug])}"

    def _full(self, path: str, query: str = "") -> str:
        query = "&".join(filter(None, [query, f"key={quote(self.key, safe='')}" if self.key else ""]))
        return f"{settings.PUBLIC_URL.rstrip('/')}{path}{f'?{query}' if query else ''}"


def badge(title: str, links: Links) -> str:
    """The badge, a link to the issue's page. Its words come from the image: those in the text would grow old."""
    return f"[![{plain(title, 100)}: what is left]({links.badge()})]({links.page()})"


def chart(title: str, links: Links) -> str:
    """The same for the chart."""
    return f"[![Chart of {plain(title, 100)}: what is left]({links.chart()})]({links.page()})"


def report(shown: Report, links: Links) -> str:
    """The whole report."""
    blocks = [_head(shown, links), _numbers(shown), *_claims(shown), *_definitions(shown), *_findings(shown), *_asked(shown)]
    foot = f"[Report at `{shown.commit.oid[:9]}`]({links.report(shown.commit.oid)}) · SSOT Tracker, analyzer {code(shown.analyzer)}\n"
    written = "\n\n".join(filter(None, blocks))
    most = MOST_LETTERS - len(foot) - len(CUT)
    if len(written) > most:
        written = written[: written.rfind("\n", 0, most)] + CUT
    return f"{written}\n\n{foot}"


def _head(shown: Report, links: Links) -> str:
    where = f"beside the line of {code(shown.ref)}" if shown.is_beside else f"on the line of {code(shown.ref)}"
    said = shown.face.sentence[:1].upper() + shown.face.sentence[1:]
    return (
        f"## {plain(shown.title)}\n\n**{said}** at commit {code(shown.commit.oid)} of {code(shown.repository)}, {where}, "
        f"{shown.at:%-d %b %Y, %H:%M} UTC\n\n![Chart of what is left up to this commit]({links.chart(shown.commit.oid)})"
    )


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _numbers(shown: Report) -> str:
    rows = [(name, value) for name, value in numbers(shown)]
    return _table(("what", "at this commit"), [(name, plain(value)) for name, value in rows])


def numbers(shown: Report) -> Iterator[tuple[str, str]]:
    """The numbers of a report, in words."""
    if shown.is_counted:
        parts = ", ".join(f"{one.name.lower()} {one.places:,} in {one.files:,} file{'s' * (one.files != 1)}" for one in shown.parts)
        yield "Left", f"{shown.left:,}{f': {parts}' if parts else ''}"
    if shown.is_counted and shown.net is not None:
        more = f": {shown.week.added:,} added, {shown.week.removed:,} removed" if shown.week else ""
        yield "Last 7 days", f"{_signed(shown.net)}{more}"
    if shown.forecast is not None:
        yield "Done by", ". ".join(filter(None, [shown.forecast.words, shown.forecast.reason]))
    if shown.issue.target_date is not None:
        yield "Target", f"{shown.issue.target_date:%-d %b %Y}"
    if shown.ledger is not None and shown.ledger.boxes:
        ledger = shown.ledger
        yield "Ticked", f"{ledger.ticked * 100 // ledger.boxes} %, {ledger.ticked:,} of {ledger.boxes:,}; {shown.against:,} contradicted"
    if shown.is_counted and shown.measured is not None:
        yield "Measured", f"{shown.measured.percent} %, {shown.measured.gone:,} of {shown.measured.most:,} gone"
    for name, count in shown.others:
        yield name, f"{count:,}"
    excluded = ", ".join(f"{name.lower()} {count:,}" for name, count in shown.excluded)
    yield "Not counted", f"{shown.intended:,} intended; files excluded: {excluded or 'none'}; {shown.unreadable:,} unreadable"


def _signed(net: int) -> str:
    return f"+{net:,}" if net > 0 else f"−{-net:,}" if net else "±0"


def _claims(shown: Report) -> Iterator[str]:
    if shown.ledger is None or not shown.claims:
        return
    chosen = [item for item in shown.claims if item.state not in (*UNANSWERED, "open")][:MOST_CLAIMS]
    yield f"### Ticks and the code\n\n{plain(shown.ledger.headline)}, in {code(shown.document)}."
    if chosen:
        yield _table(("box", "the code says", "verdict"), [_claim(item) for item in chosen])
    judged = sum(item.state not in (*UNANSWERED, "open") for item in shown.claims)
    rest = len(shown.claims) + shown.claims_more - judged
    said = [f"{judged - len(chosen):,} more have a verdict"] if judged > len(chosen) else []
    said += [f"{rest:,} more {'box is' if rest == 1 else 'boxes are'} not ticked, or not checkable"] if rest else []
    if said:
        yield f"{'; '.join(said)}."


def _claim(item: Item) -> tuple[str, ...]:
    found = item.evidence
    word = f"**{item.verdict.word}**" if item.is_against else plain(item.verdict.word)
    return f"{'☑' if item.ticked else '☐'} {plain(item.text)}", plain(f"{found.before}{found.link}{found.after}") or "–", word


def _definitions(shown: Report) -> Iterator[str]:
    if not shown.issue.symbol:
        return
    yield f"### Implementations of {code(shown.issue.symbol)}\n\n{shown.canonical:,} canonical, {shown.besides:,} besides."
    named = [one for one in shown.definitions if one.class_name == "canonical" or one.class_name not in UNCOUNTED]
    rows = [(code(f"{one.path}:{one.line}"), plain(one.class_name), plain(one.reason) or "–") for one in named[:MOST_DEFINITIONS]]
    if rows:
        yield _table(("place", "class", "why"), rows)
    if len(named) > MOST_DEFINITIONS:
        yield f"And {len(named) - MOST_DEFINITIONS:,} more."
    apart = Counter(one.class_name for one in shown.definitions if one not in named)
    if apart:
        yield f"Not counted: {', '.join(f'{plain(name)} {number:,}' for name, number in apart.items())}."


def _findings(shown: Report) -> Iterator[str]:
    if not shown.is_counted:
        return
    lines, listed = [], 0
    total = sum(len(file.spots) for file in shown.files)
    for file in shown.files:
        for spot in file.spots:
            if listed < MOST_PLACES:
                lines.append(f"- {code(f'{file.path}:{spot.line}')} {code(spot.statement, 160)} {plain(spot.words)}")
                listed += 1
    yield "### In production" + ("\n\nNothing left." if not lines else "")
    if lines:
        yield "\n".join(lines)
    more = total - listed
    if more or shown.files_more:
        yield f"And {more:,} more place{'s' * (more != 1)}{f' and {shown.files_more:,} more files' if shown.files_more else ''}."
    if shown.elsewhere:
        yield "Elsewhere: " + ", ".join(f"{plain(name.lower())} {count:,}" for name, count in shown.elsewhere) + "."


def _asked(shown: Report) -> Iterator[str]:
    yield f"### What is counted\n\nDefinition {code(shown.definition)}."
    yield "\n".join(f"- {plain(name)}: {_names(names)}" for name, names in shown.asked)


def _names(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMES:,} more" if len(names) > MOST_NAMES else ""
    return (", ".join(map(code, names[:MOST_NAMES])) or "yes") + more
