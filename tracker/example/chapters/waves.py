"""July: imports move in waves, production first; some boxes are ticked before their time."""

from tracker.example.edits import append, delete, finish_phase, insert_above, migrate, rename, replace, tick, write
from tracker.example.parts import guard, part, shared
from tracker.example.people import JUNE, KENJI, MARA, OPS, PRIYA, TEO
from tracker.example.places import GATEWAY, LOG, ROUTER_TRACKER, SERVICES, SESSION_TRACKER
from tracker.example.spellings import ROUTER, SESSION
from tracker.example.telling import merge, step

MAILS = "harbor/notices/mails.py"
OLD_IMPORT = "from harbor.core.message_router import MessageRouter\n"
NEW_IMPORT = "from harbor.messaging.router import MessageRouter\n"
CONFLICT = f"<<<<<<< HEAD\n{OLD_IMPORT}=======\n{NEW_IMPORT}>>>>>>> notices\n"

WAVES = (
    step("07-01 09:31", MARA, "Billing imports the one router", migrate(ROUTER, "harbor/billing/*", everywhere=False)),
    step("07-01 14:17", TEO, "Add the session store", shared("harbor/sessions/store.py", "session_store"), branch="session-store"),
    step("07-02 10:40", TEO, "Orders import the one router", migrate(ROUTER, "harbor/orders/*", everywhere=False)),
    step("07-02 15:12", PRIYA, "Invoices have a total", append("harbor/billing/invoices.py", "\n\nTAX_PERCENT = 19\n")),
    step("07-03 09:58", TEO, "Pages use the session store", migrate(SESSION, "harbor/web/*.py"), branch="session-store"),
    step(
        "07-03 11:20",
        OPS,
        "The services router hands on to the canonical one",
        shared(SERVICES, "services_proxy"),
        tick(ROUTER_TRACKER, "Convert `/harbor/services/message_router.py`"),
    ),
    step("07-03 10:06", JUNE, "Shipping imports the one router", migrate(ROUTER, "harbor/shipping/*", everywhere=False)),
    step(
        "07-06 13:02",
        KENJI,
        "Notices import the one router",
        migrate(ROUTER, "harbor/notices/[dpst]*.py", everywhere=False),
        branch="notices",
    ),
    step("07-07 09:35", TEO, "Staff pages too", migrate(SESSION, "harbor/auth/[di]*.py", "harbor/support/*"), branch="session-store"),
    step("07-07 15:50", MARA, "Inventory imports the one router", migrate(ROUTER, "harbor/inventory/*", everywhere=False)),
    step("07-08 11:24", KENJI, "Mails: a name for the sender", insert_above(MAILS, "TOPIC =", 'SENDER = "harbor"\n')),
    merge("07-08 16:10", KENJI, "notices", replace(MAILS, OLD_IMPORT, CONFLICT)),
    step("07-09 09:14", PRIYA, "Dunning without a try", migrate(ROUTER, "harbor/billing/dunning.py")),
    merge(
        "07-09 10:30",
        TEO,
        "session-store",
        tick(SESSION_TRACKER, "Create `SessionStore`", "Find everybody"),
        finish_phase(SESSION_TRACKER, "Phase 1: Prepare"),
    ),
    step("07-09 15:26", JUNE, "Pick up parcels", part("shipping/pickups")),
    step("07-10 16:55", KENJI, "Mails: take out what the merge left", replace(MAILS, CONFLICT, NEW_IMPORT)),
    step("07-13 10:09", MARA, "The gateway offers the one router", migrate(ROUTER, GATEWAY)),
    step("07-13 14:44", PRIYA, "Customers import the one router", migrate(ROUTER, "harbor/customers/*", everywhere=False)),
    step("07-14 11:38", JUNE, "Support and partners follow", migrate(ROUTER, "harbor/support/*", "harbor/partners/*", everywhere=False)),
    step(
        "07-15 17:41",
        JUNE,
        "Tracker: imports are done",
        tick(ROUTER_TRACKER, "Update all imports", "Consolidate MessageRouter"),
        append(ROUTER_TRACKER, "- 15 July: all imports work, whichever path they take.\n"),
    ),
    step("07-16 09:22", TEO, "Tests of sessions", migrate(SESSION, "tests/unit/web/*", "tests/unit/auth/*", "tests/unit/support/*")),
    step("07-16 15:37", JUNE, "Consents of customers", part("customers/consents")),
    step("07-17 10:50", KENJI, "Merge accounts that are one person's", part("customers/merging")),
    step("07-17 16:31", OPS, "Take messages in at the edge", part("edge/intake")),
    step(
        "07-20 09:47",
        TEO,
        "Remove the old session modules",
        delete("harbor/web/compat/session.py", "harbor/auth/session_cache.py"),
        tick(SESSION_TRACKER, "Update all imports", "Update tests"),
        finish_phase(SESSION_TRACKER, "Phase 2: Move"),
    ),
    step(
        "07-20 14:12", MARA, "Tests of billing and orders", migrate(ROUTER, "tests/unit/billing/*", "tests/unit/orders/*", everywhere=False)
    ),
    step(
        "07-21 10:25",
        TEO,
        "Close the tracker for the session store",
        tick(SESSION_TRACKER, "Remove `/harbor/web", "Remove `/harbor/auth", "Only one", "Close the"),
        finish_phase(SESSION_TRACKER, "Phase 3: Clean up"),
        replace(SESSION_TRACKER, "IN PROGRESS", "✅ COMPLETE"),
    ),
    step("07-21 16:08", PRIYA, "Tax is a setting", replace("harbor/billing/invoices.py", "TAX_PERCENT = 19", "TAX_PERCENT = 20")),
    step(
        "07-22 11:19",
        MARA,
        "Tests of shipping and notices",
        migrate(ROUTER, "tests/unit/shipping/*", "tests/unit/notices/*", everywhere=False),
    ),
    step("07-23 09:50", PRIYA, "Integration tests, first half", migrate(ROUTER, "tests/integration/test_[chio]*.py", everywhere=False)),
    step(
        "07-23 18:05",
        JUNE,
        "Tracker: compatibility layers",
        tick(ROUTER_TRACKER, "Remove the deprecated compatibility"),
        append(ROUTER_TRACKER, "- 23 July: nothing needs the old modules any more.\n"),
    ),
    step(
        "07-24 10:37",
        TEO,
        "A better name for a test",
        rename("tests/integration/test_purchase_and_stock.py", "tests/integration/test_partner_sales.py"),
    ),
    step(
        "07-27 11:02",
        KENJI,
        "Tests of customers, inventory, support",
        migrate(ROUTER, "tests/unit/customers/*", "tests/unit/inventory/*", "tests/unit/support/*", everywhere=False),
    ),
    step("07-28 09:33", OPS, "Note release 1.5", append(LOG, "- The services router warns when it is used.\n"), write("VERSION", "1.5\n")),
    step(
        "07-28 15:20",
        MARA,
        "One router, whichever path",
        guard("test_message_router_is_one.py", "one_router"),
        tick(ROUTER_TRACKER, "Update tests"),
        finish_phase(ROUTER_TRACKER, "Phase 4: Remediation"),
    ),
    step("07-29 10:14", PRIYA, "Integration tests, second half", migrate(ROUTER, "tests/integration/*", everywhere=False)),
    step("07-30 16:49", JUNE, "Last pickup at five", append("harbor/shipping/pickups.py", "\n\nLATEST_HOUR = 17\n")),
    step("07-31 09:26", TEO, "Reports import the one router", migrate(ROUTER, "harbor/reports/*", "tests/unit/reports/*")),
)
