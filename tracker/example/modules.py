"""The modules of harbor that use a shared symbol, one a line."""

from dataclasses import dataclass

from tracker.example.spellings import CONFIG, ROUTER, SESSION, Symbol

SYMBOLS = {"router": ROUTER, "session": SESSION, "config": CONFIG}

# path                    noun               kind            symbol   form       via
TABLE = """
billing/invoices          invoice            replaying       router   from       core
billing/receipts          payment            sender          router   parens     core
billing/refunds           refund             listener        router   from       services
billing/dunning           reminder           worker          router   from       core
billing/statements        statement          sender          router   relative   core
billing/credit_notes      credit_note        typed           router   from       core
orders/confirmations      confirmation       replaying       router   from       core
orders/order_events       order              listener        router   module-as  core
orders/returns            return_request     replaying       router   as         services
orders/baskets            basket             listener        router   relative   core
orders/substitutions      substitution       worker          router   from       services
orders/holds              hold               sender          router   package    core
shipping/labels           label              sender          router   from       core
shipping/pickups          pickup             listener        router   plain      core
shipping/tracking         tracking_event     replaying       router   relative   core
shipping/customs          customs_form       worker          router   from       services
shipping/manifests        manifest           job             router   from       core
shipping/delays           delay              listener        router   from       gateway
customers/welcome         welcome_mail       sender          router   from       core
customers/addresses       address_change     listener        router   as         core
customers/consents        consent            typed           router   from       services
customers/merging         account_merge      worker          router   from       core
inventory/reservations    reservation        replaying       router   from       core
inventory/counts          stock_count        listener        router   parens     core
inventory/reorders        reorder            job             router   from       core
inventory/shortages       shortage           sender          router   from       gateway
notices/mails             mail               sender          router   from       core
notices/texts             text_message       sender          router   from       services
notices/pushes            push_notice        replaying       router   as         core
notices/digests           digest             job             router   from       services
notices/suppressions      suppression        listener        router   from       core
reports/daily             daily_figure       job             router   from       core
reports/late_orders       late_order         worker          router   from       core
support/tickets           ticket             replaying       router   from       core
support/escalations       escalation         listener        router   relative   core
partners/purchases        purchase           sender          router   from       core
partners/stock_feed       stock_feed         listener        router   from       gateway
edge/intake               intake_message     plugin          router   from       core
web/status                status_page        typed           router   from       core
batch/imports             import_run         sender          router   from       core
batch/settlement          settlement         replaying       router   from       core
batch/nightly             nightly_run        worker          router   from       core
batch/exports             export_run         sender          router   parens     core
batch/cleanup             cleanup_run        job             router   package    core
billing/ledger            booking            records         -        -          -
orders/history            order_line         records         -        -          -
inventory/shelves         shelf              records         -        -          -
customers/profiles        profile            records         -        -          -
web/login                 login              session         session  from       compat
web/logout                logout             session         session  from       compat
web/account               account_page       session         session  parens     cache
web/checkout              checkout           session         session  relative   compat
auth/devices              device             session         session  module-as  cache
auth/impersonation        impersonation      session         session  from       cache
support/console           console            session         session  as         cache
billing/options           billing_option     configured      config   from       core
orders/options            order_option       configured      config   relative   core
shipping/options          shipping_option    configured      config   parens     core
notices/options           notice_option      configured      config   as         core
web/options               web_option         configured      config   module-as  core
"""

# kind        title                          first                  then                    form       via
FLOW_TABLE = """
pipeline      order_becomes_invoice          orders/confirmations   billing/invoices        from       core
pipeline      invoice_becomes_mail           billing/invoices       notices/mails           from       core
pipeline      return_becomes_refund          orders/returns         billing/refunds         from       services
pipeline      hold_stops_label               orders/holds           shipping/labels         parens     core
pipeline      label_starts_tracking          shipping/labels        shipping/tracking       from       core
pipeline      count_frees_reservation        inventory/reservations inventory/counts        plain      core
pipeline      shortage_asks_partner          inventory/shortages    partners/purchases      from       gateway
meeting       welcome_and_consent            customers/welcome      notices/mails           from       core
meeting       ticket_and_escalation          support/tickets        support/escalations     from       services
meeting       purchase_and_stock             partners/purchases     partners/stock_feed     as         core
meeting       delay_and_text                 notices/texts          shipping/delays         from       core
meeting       push_and_suppression           notices/pushes         notices/suppressions    package    core
meeting       statement_and_receipt          billing/statements     billing/receipts        from       core
meeting       basket_and_reservation         inventory/reservations orders/baskets          from       services
journey       parcel_from_order_to_door      orders/confirmations   shipping/tracking       parens     core
journey       parcel_comes_back              orders/returns         billing/receipts        from       core
journey       customer_changes_address       customers/welcome      customers/addresses     from       gateway
journey       partner_restocks               partners/purchases     inventory/counts        from       core
"""


@dataclass(frozen=True, slots=True)
class Module:
    """One line of the table of modules."""

    path: str
    noun: str
    kind: str
    symbol: Symbol | None
    form: str
    via: str

    @property
    def package(self) -> str:
        """The folder under harbor/."""
        return self.path.partition("/")[0]

    @property
    def dotted(self) -> str:
        """The name to import it by."""
        return "harbor." + self.path.replace("/", ".")

    @property
    def file(self) -> str:
        """Its path in the repository."""
        return f"harbor/{self.path}.py"


@dataclass(frozen=True, slots=True)
class Case:
    """The unit test of one module."""

    module: Module
    kind: str
    form: str

    @property
    def symbol(self) -> Symbol | None:
        """What it imports besides the module."""
        return self.module.symbol

    @property
    def via(self) -> str:
        """It copies the path from the module."""
        return self.module.via

    @property
    def file(self) -> str:
        """Its path in the repository."""
        return f"tests/unit/{self.module.package}/test_{self.module.path.rpartition('/')[2]}.py"


@dataclass(frozen=True, slots=True)
class Flow:
    """A test in which two modules meet at one router."""

    kind: str
    title: str
    first: Module
    then: Module
    form: str
    via: str
    symbol: Symbol = ROUTER

    @property
    def file(self) -> str:
        """Its path in the repository."""
        return f"tests/{'e2e' if self.kind == 'journey' else 'integration'}/test_{self.title}.py"


CASE_KINDS = {
    "sender": "sender",
    "replaying": "sender",
    "listener": "listener",
    "typed": "typed",
    "worker": "patched",
    "job": "patched",
    "records": "records",
    "session": "session",
    "configured": "configured",
}
CASE_FORMS = ("from", "as", "from", "parens", "from", "package", "plain")


def _module(line: str) -> Module:
    path, noun, kind, symbol, form, via = line.split()
    return Module(path, noun, kind, SYMBOLS.get(symbol), form, via)


def _flow(line: str) -> Flow:
    kind, title, first, then, form, via = line.split()
    return Flow(kind, title, BY_PATH[first], BY_PATH[then], form, via)


MODULES = tuple(map(_module, TABLE.strip().splitlines()))
BY_PATH = {module.path: module for module in MODULES}
FLOWS = tuple(map(_flow, FLOW_TABLE.strip().splitlines()))
CASES = tuple(
    Case(module, CASE_KINDS[module.kind], CASE_FORMS[index % len(CASE_FORMS)])
    for index, module in enumerate(MODULES)
    if module.kind in CASE_KINDS
)
