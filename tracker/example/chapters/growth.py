"""May and early June: harbor grows, and with it the ways to import its router."""

from tracker.example.edits import append, insert_above, replace, write
from tracker.example.parts import flow, part, shared
from tracker.example.people import JUNE, KENJI, MARA, OPS, PRIYA, TEO
from tracker.example.places import CORE, GATEWAY, LOG, SERVICES
from tracker.example.telling import merge, step

BATCH = "harbor-batch"

GROWTH = (
    step(
        "05-04 09:12",
        MARA,
        "Start harbor",
        shared("README.md", "readme"),
        write("harbor/__init__.py", '"""The shop "harbor"."""\n'),
        write(LOG, "# Changes\n\n"),
        root=True,
    ),
    step("05-04 14:40", MARA, "Add envelopes and receipts", shared("harbor/messaging/envelope.py", "envelope")),
    step("05-05 10:05", MARA, "Add the message router", shared(CORE, "core_router"), write("harbor/core/__init__.py", "")),
    step("05-05 14:10", TEO, "Add a router for services: stars in topics", shared(SERVICES, "services_router")),
    step("05-05 16:31", TEO, "Confirmations tell of orders", part("orders/confirmations")),
    step("05-06 12:20", PRIYA, "Write invoices", part("billing/invoices")),
    step("05-06 17:02", TEO, "Follow what happens to an order", part("orders/order_events")),
    step("05-07 11:15", JUNE, "Print labels", part("shipping/labels")),
    step("05-08 18:10", KENJI, "Send mails", part("notices/mails")),
    step("05-11 09:30", JUNE, "Start the night's jobs", part("batch/imports"), branch=BATCH, root=True),
    step("05-11 15:42", MARA, "Reserve stock", part("inventory/reservations")),
    step("05-12 10:24", PRIYA, "Receipts for what was paid", part("billing/receipts")),
    step("05-12 14:55", MARA, "Keep sessions of visitors", shared("harbor/auth/session_cache.py", "session_cache")),
    step("05-13 09:48", TEO, "Sign in and out", shared("harbor/web/compat/session.py", "compat_session"), part("web/login", "web/logout")),
    step("05-13 16:20", JUNE, "Settle what was sold", part("batch/settlement"), branch=BATCH),
    step("05-14 13:33", KENJI, "Welcome new customers", part("customers/welcome", "customers/profiles")),
    step("05-15 11:08", OPS, "Load the configuration in one place", shared("harbor/core/config.py", "config")),
    step("05-15 16:45", OPS, "Options for billing and orders", part("billing/options", "orders/options")),
    step("05-18 17:27", TEO, "Take back what customers return", part("orders/returns", "orders/substitutions")),
    step("05-19 14:03", PRIYA, "Refund what came back", part("billing/refunds")),
    step("05-19 16:51", JUNE, "Work through the night's queue", part("batch/nightly"), branch=BATCH),
    step("05-20 18:36", KENJI, "Text messages and a weekly digest", part("notices/texts", "notices/digests")),
    step("05-21 12:14", PRIYA, "Customs forms", part("shipping/customs")),
    step("05-22 10:40", MARA, "First tests across parts", flow("order_becomes_invoice", "return_becomes_refund")),
    step("05-22 15:30", TEO, "Sort the changelog", append(LOG, "- Orders, billing and shipping talk over the router.\n")),
    step("05-25 09:20", MARA, "A gateway for partners", shared(GATEWAY, "gateway")),
    step("05-25 14:48", MARA, "Partners sell to us", part("partners/purchases", "partners/stock_feed")),
    step("05-26 10:02", JUNE, "Delays and shortages", part("shipping/delays", "inventory/shortages")),
    step("05-27 16:13", KENJI, "Account pages", part("web/account", "web/checkout")),
    step("05-27 13:37", PRIYA, "Remind who did not pay", part("billing/dunning", "billing/ledger")),
    step("05-28 11:00", TEO, "Baskets and holds", part("orders/baskets", "orders/holds", "orders/history")),
    step("05-28 14:25", JUNE, "Export at night, clean up after", part("batch/exports", "batch/cleanup"), branch=BATCH),
    step("05-29 09:44", MARA, "Count the shelves", part("inventory/counts", "inventory/shelves")),
    step("06-01 10:30", KENJI, "Support has tickets", part("support/tickets", "support/console")),
    step("06-01 17:18", TEO, "Escalate what waits", part("support/escalations")),
    step("06-02 12:45", PRIYA, "Statements at the end of a month", part("billing/statements")),
    step("06-02 16:09", MARA, "Track parcels", part("shipping/tracking")),
    merge("06-03 10:15", JUNE, BATCH, append(LOG, "- The night's jobs live here now.\n")),
    step(
        "06-04 09:05",
        OPS,
        "Options for shipping",
        part("shipping/options"),
        insert_above("harbor/shipping/labels.py", "TOPIC =", "COPIES = 2\n"),
    ),
    step("06-04 15:22", JUNE, "Reports of the day", part("reports/daily", "reports/late_orders")),
    step("06-05 11:41", MARA, "Meetings of two parts", flow("welcome_and_consent", "purchase_and_stock", "delay_and_text")),
    step("06-05 19:58", KENJI, "Pushes, and who wants none", part("notices/pushes", "notices/suppressions")),
    step("06-08 10:10", TEO, "Longer sessions", replace("harbor/web/login.py", "LIFETIME = 1800", "LIFETIME = 3600")),
    step(
        "06-08 14:00",
        PRIYA,
        "Pipelines as tests",
        flow("hold_stops_label", "label_starts_tracking", "invoice_becomes_mail", "statement_and_receipt"),
    ),
    step("06-09 12:33", JUNE, "Addresses change", part("customers/addresses")),
    step(
        "06-10 09:19",
        OPS,
        "Say what was routed when an invoice is missing",
        replace(CORE, "self._routed = 0", "self._routed = 0  # since the start"),
    ),
    step(
        "06-10 16:04", MARA, "Reorder what runs out", part("inventory/reorders"), flow("count_frees_reservation", "shortage_asks_partner")
    ),
    step("06-11 11:27", KENJI, "Journeys through the whole shop", flow("parcel_from_order_to_door", "customer_changes_address")),
)
