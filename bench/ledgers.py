"""A document's ledger as tracker.actions.ledger_rows writes it, with invented items."""

import random
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

PHASES, ITEMS = 5, 6
#: State, is it ticked, what the code has: in turn.
STATES = (
    ("supported", True, "true"),
    ("not checkable", True, "unknown"),
    ("contradicted", True, "not true"),
    ("open", False, "not true"),
    ("ready to tick", False, "true"),
    ("came back", True, "not true"),
)
COUNTED = ("contradicted", "came back", "early", "supported", "ready to tick", "not checkable")
Commits = Sequence[tuple[Any, ...]]  # place, oid, …, author, …, when


def ledger_of(name: str, commits: Commits, chance: random.Random) -> tuple[dict[str, Any], dict[str, int]]:
    """The stored form, and the numbers that stand beside it."""
    last = len(commits) - 1
    phases: list[dict[str, Any]] = [
        {
            "title": f"Phase {phase}: part {phase} of the way",
            "key": _key(name, phase),
            "says_complete": phase == 0,
            "items": [_item(name, phase * ITEMS + number, commits, chance) for number in range(ITEMS)],
        }
        for phase in range(PHASES)
    ]
    items = [item for phase in phases for item in phase["items"]]
    states = Counter(item["state"] for item in items)
    ticked = sum(item["ticked"] for item in items)
    data = {
        "headline": f"{ticked} ticked: {states['contradicted']} contradicted, {states['supported']} supported",
        "closing": "",
        "ticks": [[last // 2, ticked // 2, len(items)], [last, ticked, len(items)]] if last > 1 else [[last, ticked, len(items)]],
        "phases": phases,
        "vanished": [],
        "further": [],
        "targets": [],
        "status": "",
    }
    columns = {state.replace(" ", "_").replace("_to_tick", ""): states[state] for state in COUNTED}
    return data, columns | {"ticked": ticked, "open": len(items) - ticked}


def _item(name: str, number: int, commits: Commits, chance: random.Random) -> dict[str, Any]:
    state, is_ticked, shade = STATES[number % len(STATES)]
    last = len(commits) - 1
    turn = chance.randrange(last // 2, last + 1)
    edge = _moment(commits[turn])
    asked = state != "not checkable"
    return {
        "key": _key(name, "item", number),
        "text": f"Step {number}: every import of part {number} goes by the canonical path",
        "notes": ["named in the plan", "agreed on Monday"],
        "line": 10 + number,
        "depth": 0,
        "ticked": is_ticked,
        "born_ticked": False,
        "kind": "no imports" if asked else "discovery",
        "kind_name": "No imports" if asked else "Discovery",
        "judge": "repository" if asked else "nobody",
        "nature": "state",
        "precise": True,
        "subjects": [{"thing": "module", "text": "shop.core.router", "source": "item", "known": ["shop.core.router"], "part": "subject"}],
        "question": "No place imports shop.core.router" if asked else "Not checkable: it says what people did, planned or saw",
        "verdict": state,
        "state": state,
        "state_words": state,
        "on_front_page": True,
        "sentence": "The item says: no place imports shop.core.router; the code has 12 places that do." if asked else "",
        "then": 9 if asked else None,
        "now": 12 if asked else None,
        "ticked_at": edge if is_ticked else None,
        "segments": [[0, turn - 1, "not ticked"], [turn, last, shade]] if turn else [[0, last, shade]],
        "edges": [edge | {"to": "false"}, _moment(commits[last]) | {"to": "true"}] if asked else [],
        "proof": [
            {"path": f"shop/area_{n}/module_{n}.py", "line": n + 1, "statement": "from shop.core.router import MessageRouter"}
            for n in range(4)
        ],
        "git": "git grep -n shop.core.router -- '*.py'" if asked else "",
        "why_not": "" if asked else "It says what people did, planned or saw",
        "correction": None,
    }


def _moment(row: tuple[Any, ...]) -> dict[str, Any]:
    return {"place": row[0], "oid": row[1], "author": row[4], "at": f"{row[7]}+00:00", "subject": f"Change {row[0]} of the shop"}


def _key(*parts: object) -> str:
    return sha256(repr(parts).encode()).hexdigest()[:32]
