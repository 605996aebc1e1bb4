"""What an issue's rules are from its document alone: rather nothing than a guess."""

from datetime import date
from textwrap import dedent

import pytest

from scanner.markdown import TrackerDocument, read_tracker
from scanner.tracker_draft import Draft, draft

TRACKER = """\
# SSOT-incomplete-migration-parcel-sorter-consolidation

**GitHub Issue:** https://github.com/acme/depot/issues/77
**Created:** 2026-02-03
**Status:** âœ… CLOSED - RESOLVED
**Priority:** was P1

## **Summary**

### **Problem: Multiple ParcelSorter Implementations**

1. **DEPRECATED:** `/depot/core/parcel_sorter.py`
2. **COMPATIBILITY:** `/depot/services/parcel_sorter.py`
3. **CANONICAL SSOT:** `/depot/belt/handlers.py`

## **Work Progress**

### âœ… Phase 0: DISCOVERY COMPLETE
- [x] Audit
- [x] GitHub issue created: #77

### âœ… Phase 1: REMEDIATION - COMPLETE
- [x] Update all imports to canonical path
  - **VALIDATION COMPLETE:** all three import paths work
- [x] Remove compatibility layers
- [x] Convert `/depot/core/parcel_sorter.py` to a proxy

### ðŸ“‹ Phase 2: PR AND CLOSURE
- [ ] Create PR
- [ ] Remove duplicate `Belt` class from `/depot/belt/handlers.py:90`

## **Strategy**

### **Target**
```
CANONICAL IMPORT: from depot.belt.handlers import ParcelSorter
```

### **Files to Modify**
- Remove: `/depot/core/parcel_sorter.py`
- Remove: `/depot/services/parcel_sorter.py`
- Update: `/depot/web/pages.py`
- Update: All test files

## **Overview**

### **Phase 1: Safe Consolidation (1-2 days)**
- Validate the canonical implementation
"""


def read(text: str) -> TrackerDocument:
    return read_tracker(dedent(text).encode(), "t.md")


def drafted(text: str) -> Draft:
    return draft(read(text))


def test_a_whole_tracker_fills_in_everything():
    document = read(TRACKER)
    assert draft(document) == Draft(
        symbol="ParcelSorter",
        symbol_source="canonical import",
        canonical_module="depot.belt.handlers",
        deprecated_modules=("depot.core.parcel_sorter", "depot.services.parcel_sorter"),
        remove_paths=("depot/core/parcel_sorter.py", "depot/services/parcel_sorter.py"),
    )
    assert document.title == "SSOT-incomplete-migration-parcel-sorter-consolidation"
    assert (document.created, document.status, document.priority) == (date(2026, 2, 3), "✅ CLOSED - RESOLVED", "was P1")
    assert document.github_url == "https://github.com/acme/depot/issues/77"
    assert document.files_to_modify == ("/depot/core/parcel_sorter.py", "/depot/web/pages.py")
    assert [(one.title, one.says_complete, len(one.items)) for one in document.phases] == [
        ("✅ Phase 0: DISCOVERY COMPLETE", True, 2),
        ("✅ Phase 1: REMEDIATION - COMPLETE", True, 3),
        ("📋 Phase 2: PR AND CLOSURE", False, 2),
    ]


def test_an_empty_document_says_nothing():
    assert drafted("- [ ] a") == Draft(None, "", None, (), ())


@pytest.mark.parametrize(
    "text",
    [
        "- LEGACY: `router.py`",  # which folder?
        "- LEGACY: `core/router.py`",  # below which root?
        "- LEGACY tests: `/shop/core/router.py`",
        "- `/shop/core/router.py` - SSOT validation",
        "- Duplicate: `/shop/core/router.py`",
        "- DEPRECATED: `/shop/core/router.py:40`",  # a line of it, and no symbol of that name
        "- DEPRECATED: `/backup/core/router.py`",
        "- DEPRECATED: `/tests/core/test_router.py`",
        "- DEPRECATED: `/shop/a.py` and `/shop/b.py`",
        "- Canonical: `/shop/core/router.py`\n- Deprecated: `/shop/core/router.py`",
        "- Canonical: `/shop/core/router.py`\n- Deprecated: `/shop/core/__init__.py`",  # the package around it
        "```\n# FOUND: legacy singleton usage still present\nfrom shop.core import router\n```",
        "```\n# VIOLATION\nfrom shop.core import router\n```",
        "from shop.core import router",
    ],
)
def test_no_module_is_called_deprecated_on_a_guess(text: str):
    assert drafted(text).deprecated_modules == ()


@pytest.mark.parametrize(
    ("text", "modules"),
    [
        ("- **Legacy**: `/shop/core/router.py` (40 lines)", ("shop.core.router",)),
        ("- `/shop/core/router.py` (DEPRECATED - lines 1-50)", ("shop.core.router",)),
        ("- `/shop/core/router.py` (40 lines) - LEGACY", ("shop.core.router",)),
        ("- DUPLICATE (DEPRECATED): `/shop/core/router.py`", ("shop.core.router",)),
        ("| Path | Role |\n|---|---|\n| `/shop/core/router.py` | legacy |", ("shop.core.router",)),
        ("- OLD: `/shop/core/__init__.py`", ("shop.core",)),
        ("- OLD: `/src/shop/core.py`", ("shop.core",)),
        ("- OLD: `/shop/lib/core.py`", ("shop.lib.core",)),
        ("- OLD: `core/router.py`\n- also `/shop/core/router.py`", ("shop.core.router",)),
        ("# Multiple MessageRouter implementations\n- OLD: `/shop/message_router.py:40`", ("shop.message_router",)),
        ("```python\n# ❌ VIOLATION\nfrom shop.old import X\n\n# ✅ CORRECT\nfrom shop.new import X\n```", ("shop.old",)),
        ("```python\nfrom shop.old import X  # ❌\nfrom shop.new import X  # ✅\n```", ("shop.old",)),
        ("### Legacy Pattern (bad)\n```python\nfrom shop.old import X\n```", ("shop.old",)),
        ("- **Legacy imports:** `from shop.old import X`", ("shop.old",)),
        ("❌ `from shop.a import Y`\n✅ `from shop.a import X`", ()),
        ("- LEGACY: `/shop/core/router.py`\n- ❌ `from shop.old import X`", ("shop.core.router",)),
    ],
)
def test_deprecated_modules_come_from_labels_else_from_old_imports(text: str, modules: tuple[str, ...]):
    assert drafted(text).deprecated_modules == modules


@pytest.mark.parametrize(
    ("text", "module"),
    [
        ("- CANONICAL: `/shop/a.py`\n- CANONICAL: `/shop/b.py`", None),
        ("- **SSOT Target (Primary):** `/shop/a.py:1219`", "shop.a"),
        ("- CANONICAL: `/shop/a.py`\n- Canonical import: `from shop.b import X`", "shop.b"),
        ("```\n# ✅\nfrom shop.a import X\nfrom shop.b import Y\n```", None),
        ("- SSOT pattern: `from shop.a import X`\n- Canonical pattern: `from shop.b import X`", "shop.b"),
    ],
)
def test_the_canonical_module_is_one_or_none(text: str, module: str | None):
    assert drafted(text).canonical_module == module


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("# Parcel sorter consolidation\nno such name here", None),
        ("# GitHub tracker\nGitHub", None),
        ("# WebSocket manager\nA WebSocket", None),
        ("# ToolMaker vs UnifiedTool\nToolMaker, UnifiedTool", None),
        ("# Session store\n- Multiple AgentRegistry implementations in AgentRegistry", None),
        ("# Parcel sorters\nParcelSorter", ("ParcelSorter", "title")),
        ("# SSOT-parcel-sorter-fragmentation\nThe `parcelSorter`, ParcelSorter", ("ParcelSorter", "title")),
        ("# Parcel sorter\n4 different ParcelSorter classes", ("ParcelSorter", "text")),
        ("# Multiple Parcel Sorter Implementations\nParcelSorter", ("ParcelSorter", "text")),
        ("# SSOT tracker\n## Multiple ParcelSorter implementations\n", ("ParcelSorter", "text")),
        ("# X\nCanonical import: `from a.b import ParcelSorter`", ("ParcelSorter", "canonical import")),
        ("# X\nCanonical import: `from a.b import sort_parcels`", ("sort_parcels", "canonical import")),
        ("# X\n✅ `from a.b import sort_parcels`", None),
        ("# X\nCanonical import: `from a.b import One, Two`", None),
        ("# X\nCanonical import: `from a.b import Unified as Plain`", None),
    ],
)
def test_the_symbol_is_named_by_the_document(text: str, symbol: tuple[str, str] | None):
    found = drafted(text)
    assert (found.symbol, found.symbol_source) == (symbol or (None, ""))


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("- [ ] Plan removal of `/shop/a.py`", ()),
        ("- [ ] Remove the `Belt` class from `/shop/a.py`", ()),
        ("- Remove: `/shop/a.py:40`", ()),
        ("- Remove: `/shop/a.py` imports everywhere", ()),
        ("- CANONICAL: `/shop/a.py`\n- Remove: `/shop/a.py`", ()),
        ("## Files to modify\n- `/shop/a.py`", ()),
        ("## Files to remove\n- nothing yet\n\n## Notes\n- `/shop/a.py`", ()),
        ("- [ ] Remove legacy `/shop/a.py` entirely", ("shop/a.py",)),
        ("- `/shop/a.py` - DELETE, use the other", ("shop/a.py",)),
        ("- **Legacy**: `/shop/a.py` (TO BE REMOVED)\n- Delete: `/shop/b.py`", ("shop/b.py",)),
        ("### Duplicate Files to Remove\n1. `/shop/a.py`\n2. `shop/b.py` (40 lines)", ("shop/a.py", "shop/b.py")),
        ("**Files to be deleted:**\n\n- `/shop/a.py`", ("shop/a.py",)),
    ],
)
def test_paths_to_remove_are_whole_files_that_the_document_wants_gone(text: str, paths: tuple[str, ...]):
    assert drafted(text).remove_paths == paths
