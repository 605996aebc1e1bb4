"""August and September: old files go, one comes back, and the tracker says that all is complete."""

from tracker.example.edits import append, delete, finish_phase, insert_above, migrate, rename, replace, tick, write
from tracker.example.parts import document, guard, shared
from tracker.example.people import JUNE, KENJI, MARA, OPS, PRIYA, TEO
from tracker.example.places import CONFIG_TRACKER, CORE, LOG, ROUTER_TRACKER, SERVICES
from tracker.example.spellings import CONFIG, ROUTER
from tracker.example.telling import merge, revert, step

REMOVE_SERVICES = "Remove the services router (#412)"
IS_ONE = "test_message_router_is_one.py"

CLOSING = (
    step("08-03 10:11", MARA, "Journeys import the one router", migrate(ROUTER, "tests/e2e/*", everywhere=False)),
    step("08-03 18:34", KENJI, "Partners have topics of their own", shared("harbor/partners/router.py", "partners_router")),
    step(
        "08-04 09:52",
        PRIYA,
        "Workers of orders and shipping",
        migrate(ROUTER, "harbor/orders/substitutions.py", "harbor/shipping/customs.py"),
    ),
    step("08-04 12:06", JUNE, "Route at the edge without messaging", shared("harbor/edge/routing.py", "edge_routing")),
    step("08-05 14:29", TEO, "Names for old macros", shared("harbor/support/legacy.py", "support_legacy")),
    step("08-06 10:45", MARA, "Batch imports the one router", migrate(ROUTER, "harbor/batch/*", everywhere=False)),
    step("08-07 09:18", OPS, "The core router is a name for the canonical one", shared(CORE, "core_shim")),
    step("08-10 09:36", OPS, "Open the tracker for the configuration (#447)", document(CONFIG_TRACKER, "config")),
    step("08-10 19:20", KENJI, "Mails in two languages", insert_above("harbor/notices/mails.py", "TOPIC =", 'LANGUAGES = ("de", "en")\n')),
    step(
        "08-11 11:15",
        MARA,
        "Tests of batch",
        migrate(ROUTER, "tests/unit/batch/*", "tests/unit/partners/*", "tests/unit/web/*", everywhere=False),
        branch="last-tests",
    ),
    step(
        "08-11 14:03",
        OPS,
        "Load settings from several sources",
        shared("harbor/settings/loader.py", "settings_loader"),
        tick(CONFIG_TRACKER, "Find everybody"),
    ),
    step("08-12 10:27", PRIYA, "Customs in advance", replace("harbor/shipping/customs.py", "limit: int = 50", "limit: int = 80")),
    step(
        "08-12 13:48",
        MARA,
        "Jobs ask the one router",
        migrate(ROUTER, "harbor/notices/digests.py", "harbor/inventory/reorders.py"),
        branch="last-tests",
    ),
    merge("08-13 09:40", MARA, "last-tests"),
    step("08-14 11:31", JUNE, "Labels for heavy parcels", append("harbor/shipping/labels.py", "\n\nMOST_GRAMS = 31_500\n")),
    step(
        "08-17 10:02",
        TEO,
        "Types name the one router",
        migrate(ROUTER, "harbor/web/*", "harbor/billing/credit_notes.py", "harbor/customers/consents.py", "*/*pickups.py"),
    ),
    step(
        "08-18 15:12",
        MARA,
        "Remove the core router (#412)",
        delete(CORE),
        guard(IS_ONE, "one_router_after"),
        guard("test_message_router_old_paths.py", "old_paths_after"),
        tick(ROUTER_TRACKER, "Remove `/harbor/core", "Run all existing"),
        append(ROUTER_TRACKER, "- 18 August: the core router is gone.\n"),
    ),
    step("08-19 09:57", OPS, "Options come from the new loader", migrate(CONFIG, "harbor/billing/*", "harbor/orders/*")),
    step(
        "08-20 12:24",
        PRIYA,
        "Tell why a refund was refused",
        append("harbor/billing/refunds.py", '\n\nREASONS = ("late", "used", "broken")\n'),
    ),
    step("08-20 16:33", JUNE, "Count stock on Sundays too", append("harbor/inventory/counts.py", "\n\nWEEKDAYS = range(7)\n")),
    step("08-21 10:19", KENJI, "A clearer name for a script", rename("scripts/check_routers.py", "scripts/list_router_paths.py")),
    step("08-24 17:20", JUNE, "Tracker: tests are green", tick(ROUTER_TRACKER, "Fix what fails", "No dangling imports")),
    step("08-25 10:08", JUNE, REMOVE_SERVICES, delete(SERVICES)),
    revert(
        "08-26 05:52",
        OPS,
        REMOVE_SERVICES,
        append(ROUTER_TRACKER, "- 26 August: settlement stopped at night, the services router is back until Monday.\n"),
    ),
    step(
        "08-27 09:30",
        MARA,
        "Returns and tracking replay over the one router",
        migrate(ROUTER, "harbor/orders/returns.py", "harbor/shipping/tracking.py"),
    ),
    step("08-27 14:13", PRIYA, "Fixtures import the one router", migrate(ROUTER, "tests/integration/test_[bdptw]*.py")),
    step("08-28 11:44", TEO, "harbor answers for its router", shared("harbor/__init__.py", "harbor_init")),
    step("08-31 10:16", OPS, "Options of shipping come from the new loader", migrate(CONFIG, "harbor/shipping/*")),
    step("08-31 16:50", PRIYA, "Shorter statements", insert_above("harbor/billing/statements.py", "TOPIC =", "MOST_LINES = 40\n")),
    step(
        "09-01 16:05",
        JUNE,
        "Tracker: complete (#412)",
        finish_phase(ROUTER_TRACKER, "Phase 5: Test and fix"),
        tick(ROUTER_TRACKER, "Close the GitHub issue"),
        replace(ROUTER_TRACKER, "IN PROGRESS", "✅ COMPLETE - ONE ROUTER"),
        replace(ROUTER_TRACKER, "P1 - HIGH", "RESOLVED (was P1 - HIGH)"),
        append(ROUTER_TRACKER, "- 1 September: mission complete, all orders have their invoice.\n"),
    ),
    step("09-02 09:43", KENJI, "Note release 1.6", append(LOG, "- The core router is gone.\n"), write("VERSION", "1.6\n")),
    step("09-03 11:50", JUNE, "Faster nights: a router that counts", shared("harbor/batch/router.py", "batch_router")),
    step(
        "09-07 10:31",
        PRIYA,
        "Write to partners when stock is short",
        append(
            "harbor/partners/purchases.py",
            "\n\ndef remind(envelope: Envelope) -> bool:\n"
            '    """Ask a partner again."""\n'
            "    from harbor.services.message_router import MessageRouter as Reminders\n\n"
            "    return Reminders.shared().route(envelope).accepted\n",
        ),
    ),
    step("09-08 11:17", KENJI, "Patch the router where it is", migrate(ROUTER, "tests/unit/[inos][!s]*/*")),
    step("09-08 15:26", TEO, "Pushes replay over the one router", migrate(ROUTER, "harbor/notices/pushes.py")),
    step(
        "09-09 10:04",
        MARA,
        "Ask what is left of #412",
        append(ROUTER_TRACKER, "- 9 September: are we sure? Batch and edge still name the old modules.\n"),
    ),
    step("09-10 09:00", OPS, "Note what settles at night", append(LOG, "- Settlement still needs harbor.services.message_router.\n")),
)
