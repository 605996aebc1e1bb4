"""June: the canonical router appears, the tracker is opened, and tests show what is wrong."""

from tracker.example.edits import append, copy, damage, finish_phase, insert_above, replace, tick, write
from tracker.example.parts import document, flow, guard, part, shared
from tracker.example.people import JUNE, KENJI, MARA, OPS, PRIYA, TEO
from tracker.example.places import CANONICAL, CORE, LOG, ROUTER_TRACKER, SERVICES, SESSION_TRACKER
from tracker.example.telling import merge, revert, step

DISAGREE = "test_message_routers_disagree.py"
DAMAGE = "Tidy the tracker"

OPENING = (
    step("06-12 10:22", MARA, "Add the one router: stars, order, and errors that are told", shared(CANONICAL, "messaging_router")),
    step("06-12 15:50", MARA, "Retry with patience", shared("harbor/messaging/retry.py", "retry")),
    step(
        "06-15 09:37",
        MARA,
        "Open the tracker for #412",
        document(ROUTER_TRACKER, "router"),
        tick(ROUTER_TRACKER, "GitHub issue created", "This tracker created"),
    ),
    step("06-15 16:12", PRIYA, "Credit notes", part("billing/credit_notes")),
    step(
        "06-16 10:48",
        MARA,
        "Audit of message routing",
        tick(ROUTER_TRACKER, "Audit"),
        finish_phase(ROUTER_TRACKER, "Phase 0: Discovery"),
    ),
    step("06-16 14:31", TEO, "A page that says how things stand", part("web/status")),
    step("06-17 11:05", JUNE, "Manifests for the carrier", part("shipping/manifests")),
    step("06-17 17:20", OPS, "Keep a copy before routers change", copy("backup_2026_06", CORE, SERVICES, "harbor/orders/*.py")),
    step("06-18 09:55", MARA, "Show that two routers disagree (#412)", guard(DISAGREE, "routers_disagree"), branch="ssot-tests"),
    step(
        "06-18 13:10",
        MARA,
        "Old paths have to work for a while",
        guard("test_message_router_old_paths.py", "old_paths"),
        branch="ssot-tests",
    ),
    step("06-18 20:44", KENJI, "Devices of an account", part("auth/devices")),
    merge(
        "06-19 10:00",
        MARA,
        "ssot-tests",
        tick(ROUTER_TRACKER, "Find tests", "Identify tests", "Plan new tests", "Create failing tests", "Create tests", "Run them"),
        finish_phase(ROUTER_TRACKER, "Phase 1: Find the tests"),
        finish_phase(ROUTER_TRACKER, "Phase 2: Write the tests"),
    ),
    step("06-19 15:15", TEO, "A router for tests that only look", shared("tests/support/routers.py", "test_double")),
    step("06-22 10:33", JUNE, "List the router's paths before a release", shared("scripts/check_routers.py", "check_routers")),
    step("06-22 16:47", OPS, "The stock letter of the terminal server", shared("scripts/stock_letter.py", "stock_letter")),
    step("06-23 11:11", KENJI, "More meetings", flow("ticket_and_escalation", "push_and_suppression", "basket_and_reservation")),
    step(
        "06-23 16:02",
        MARA,
        "Plan the migration",
        tick(ROUTER_TRACKER, "Plan the order", "Plan compatibility"),
        finish_phase(ROUTER_TRACKER, "Phase 3: Plan the remediation"),
        append(ROUTER_TRACKER, "- 23 June: billing and orders move first, batch last.\n"),
    ),
    step("06-24 09:29", PRIYA, "Two more journeys", flow("parcel_comes_back", "partner_restocks")),
    step("06-24 14:08", JUNE, "Larger batches at night", replace("harbor/batch/nightly.py", "limit: int = 50", "limit: int = 500")),
    step("06-25 10:56", TEO, "Staff may look at an account", part("auth/impersonation")),
    step(
        "06-25 18:39",
        KENJI,
        DAMAGE,
        append(ROUTER_TRACKER, "- 25 June: the words of #412 and of this page agree.\n"),
        damage(ROUTER_TRACKER),
    ),
    revert("06-26 09:14", MARA, DAMAGE, append(ROUTER_TRACKER, "- 26 June: please save as UTF-8.\n")),
    step("06-26 13:50", PRIYA, "Say how often we remind", insert_above("harbor/billing/dunning.py", "TOPIC =", "REMINDERS = 3\n")),
    step("06-29 09:40", TEO, "Open the tracker for the session store (#431)", document(SESSION_TRACKER, "session")),
    step("06-29 15:05", OPS, "Options for notices and the web", part("notices/options", "web/options")),
    step(
        "06-30 10:18", MARA, "Name the router in the README", append("README.md", "\nNew code imports it from `harbor.messaging.router`.\n")
    ),
    step(
        "06-30 16:26",
        JUNE,
        "Write down the release",
        append(LOG, "- One router is coming: harbor.messaging.router.\n"),
        write("VERSION", "1.4\n"),
    ),
)
