"""What one running hub service consists of. Operations get it as their first argument; `app` builds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import web

from .background import BackgroundTasks
from .budget_uses import BudgetUses
from .dry_runs import DryRunTurns
from .folder_room import FolderRoom
from .forecaster import Forecaster
from .idle.activity import Activity
from .line import Line
from .metrics import Metrics
from .mount_keeper import MountKeeper
from .query_counts import QueryCounts
from .quota_keeper import QuotaKeeper

if TYPE_CHECKING:
    import ssl

    from kernelyard_storage.client import StorageClient

    from .app_routes import AppRoutes
    from .authority import Authority
    from .events import Bus
    from .hub_api import HubApi
    from .scheduler.carrying.agents import AgentPool
    from .scheduler.loop import SchedulerLoop
    from .scheduler.records.recorder import Recorder
    from .secretbox import SecretBox
    from .store import Store
    from .volume_marks import Marks


@dataclass(frozen=True, slots=True)
class SiteConfig:
    """Facts about this installation. Addresses are configured, never taken from ``Host``."""

    prefix: str = "/services/kernelyard"
    public_url: str = ""
    """Where browsers reach the Hub's proxy, without trailing slash."""
    default_host: str = "local:volume1"
    auth_skew: float = 900.0
    """Seconds that a signature's date may differ from now (AUTH-003)."""
    graphql_introspection: bool = False
    """Whether the GraphQL schema can be asked for (GQL-002)."""
    callback_networks: tuple[str, ...] = ()
    """Networks (CIDR) that callback URLs of sessions may lead to, beside the public internet."""
    trash_retention: float = 30 * 86400.0
    """Seconds after which a folder in the trash is purged; 0 = never."""
    folder_types: tuple[str, ...] = ("group", "user")
    """Whose folders may be made (STO-027)."""
    storage_origins: tuple[str, ...] = ()
    """Origins at which browsers reach storage proxies directly; the console's pages may ask there."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where nodes on other machines come in: TLS with certificates on both sides."""

    authority: Authority
    address: str
    """``https://address:port``."""
    server: ssl.SSLContext
    client: ssl.SSLContext
    marks: Marks


@dataclass(slots=True)
class Site:
    config: SiteConfig
    store: Store
    bus: Bus
    box: SecretBox
    agents: AgentPool
    loop: SchedulerLoop
    storage: dict[str, StorageClient] = field(default_factory=dict)
    """By proxy name, the part of a storage host before the colon."""
    hub: HubApi | None = None
    """The Hub's REST API; None when the service runs without a Hub (tests, API-only sites)."""
    door: Door | None = None
    """None when all nodes are on this machine."""
    background: BackgroundTasks = field(default_factory=BackgroundTasks)
    """Work that somebody has asked for and may watch."""
    app_routes: AppRoutes | None = None
    """None where nobody looks after the ways of browsers to apps (tests)."""
    metrics: Metrics = field(default_factory=Metrics)
    """What the service counts of itself."""
    dry_runs: DryRunTurns = field(default_factory=DryRunTurns)
    """Whose turn it is to have the scheduler answer what would be."""
    budget_uses: BudgetUses = field(default_factory=BudgetUses)
    """How much of budgets is used, for those who look."""
    recorder: Recorder | None = None
    """None where decisions are not recorded."""
    line: Line = field(init=False)
    """Who waits, for those who watch."""
    activity: Activity = field(default_factory=Activity)
    """Signs of life of sessions that were seen here."""
    forecaster: Forecaster = field(init=False)
    """When those who wait will start."""
    room: FolderRoom = field(default_factory=FolderRoom)
    """What uploads may add to folders with a limit of their own."""
    mounts: MountKeeper = field(init=False)
    """Sees to it that running sessions have mounted what they shall, and nothing else."""
    queries: QueryCounts = field(init=False)
    """Runs of code that were counted and are about to be written."""
    quotas: QuotaKeeper = field(init=False)
    """What storage proxies were told about limits."""

    def __post_init__(self) -> None:
        self.forecaster = Forecaster(self.store)
        self.line = Line(self.store, self.bus, self.forecaster)
        self.queries = QueryCounts(self.store)
        self.mounts = MountKeeper(self.store, self.agents)
        self.quotas = QuotaKeeper(self.store, self.storage)


SITE: web.AppKey[Site] = web.AppKey("site", Site)
