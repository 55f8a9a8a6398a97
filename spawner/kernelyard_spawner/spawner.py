"""`KernelyardSpawner`: a Hub server is a compute session of the hub service.

The service is the truth; this class keeps a session's id and nothing else. Where it cannot reach the service,
it says *running*, because a Hub that hears anything else stops a server that may be alive.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from jupyterhub.spawner import Spawner, SpawnException
from jupyterhub.traitlets import ByteSpecification
from traitlets import Any as AnyTrait
from traitlets import Float, Unicode, default

from kernelyard_hub.client import HubServiceClient, Refused, ServiceUnreachable
from kernelyard_hub.protocol import HubUser, SpawnForm, SpawnOptions, SpawnRequest, SpawnStatus

from . import environment
from .form import spawn_form
from .options import OptionError, from_fields, parse_options
from .progress import Event, ProgressFeed, event_of

T = TypeVar("T")
NOTEBOOK_ARGS = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
)
"""No news popup, no update check: the site decides what it runs."""
NOTEBOOK_COMMANDS = ("jupyterhub-singleuser", "jupyter-labhub", "start-singleuser.sh", "start-singleuser.py")
"""Commands that take them."""
SERVER_SCOPES = ["users:activity!user", "access:servers!server", "access:services!service=kernelyard"]
RETRY_FIRST, RETRY_LONGEST = 0.2, 5.0
"""Seconds between two tries to reach the service; doubles."""
TRIES = 3
"""So often the service is asked at the least, however long that takes."""
LOOKS = 5
"""Seconds that the Hub has to stop a server whose start it cancelled; counted in turns of its event loop."""
STARTING = 120.0
"""Seconds that a restarted Hub waits for a session that was just starting."""
LOOK_AGAIN = 1.0
"""Seconds between its looks, at the most."""
CUT_OFF = "Kernelyard's service does not answer at the moment. Your place is kept."
ENDED = 0
"""What `poll` answers for a server that is not there, when nobody knows its exit status."""

_clients: dict[tuple[str, str, int], HubServiceClient] = {}


class KernelyardSpawner(Spawner):  # type: ignore[misc]
    """Spawns single-user servers as sessions of Kernelyard: queued, placed on devices, with folders
    mounted."""

    service_url = Unicode(
        "http://127.0.0.1:8081/services/kernelyard",
        help="The hub service's own address with its prefix, past the proxy.",
    ).tag(config=True)
    secret_file = Unicode(help="File with the Hub's secret for the service (`hub.token`, mode 0600).").tag(
        config=True
    )
    patience = Float(
        30.0,
        help="Seconds during which starting a server waits for a service that does not answer.",
    ).tag(config=True)
    client = AnyTrait(help="The service's client; for tests.")

    session_id: UUID | None = None
    spawn_options: SpawnOptions = SpawnOptions()
    """What was asked for in this spawn; read-only, made anew for each."""
    _owner: str | None = None
    """The name that the user had when the server was started."""
    _started_here = False
    """Whether this process called `start` for the server that it knows."""
    _given_back = False
    """Whether the service has taken it on to have this server spawned again."""
    _cancelled = False
    """Whether the Hub has cancelled the start and not yet stopped the server."""
    _stopping: asyncio.Future[None] | None = None
    _feed: ProgressFeed | None = None

    @default("client")
    def _client_default(self) -> HubServiceClient:
        """One client for all spawners of this event loop; reads the secret once."""
        key = (self.service_url, self.secret_file, id(asyncio.get_running_loop()))
        if key not in _clients:
            _clients[key] = HubServiceClient(self.service_url, Path(self.secret_file).read_text().strip())
        return _clients[key]

    @default("options_form")
    def _options_form_default(self) -> Callable[[Any], Awaitable[str]]:
        return spawn_form

    @default("options_from_form")
    def _options_from_form_default(self) -> Callable[[dict[str, Any]], dict[str, Any]]:
        return self._options_of_form

    @default("apply_user_options")
    def _apply_user_options_default(self) -> Callable[[Any, dict[str, Any]], None]:
        return type(self)._apply_options

    @default("server_token_scopes")
    def _server_token_scopes_default(self) -> list[str]:
        return list(SERVER_SCOPES)

    # What a person chose

    def offered(self, form: SpawnForm) -> SpawnForm:
        """What the spawn page shows of what the service offers."""
        return form

    def options_of(self, raw: object) -> SpawnOptions:
        """``user_options``, checked. Raises `OptionError`."""
        return parse_options(raw)

    def _options_of_form(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Form or query fields as ``user_options``. Raises 400 that names the field; the form then shows
        it."""
        options = from_fields(fields)
        self._parse(options)
        return options

    def _apply_options(self, user_options: dict[str, Any]) -> None:
        """Make the options of this spawn known to hooks, wherever they come from.

        What is wrong with them is raised by `start`: the Hub would log a traceback for what is raised here.
        """
        try:
            self.spawn_options = self.options_of(user_options)
        except OptionError:
            self.spawn_options = SpawnOptions()

    # The spawn

    async def start(self) -> str:
        """Create the session, wait until its notebook answers, return the notebook's address.

        Waiting may take hours: the scheduler owns the pending timeout. Raises `SpawnException` when the
        service refuses or the session ends. When the Hub cancels, nothing more is sent: `stop` ends the
        session.
        """
        self._started_here = True
        feed = self._feed = self._feed or ProgressFeed()
        try:
            self.spawn_options = self._parse(self.user_options or {})
            user = await self.account()
            request = await self.request()
            try:
                await self._insist(lambda: self.client.ensure_user(user))
                status = await self._insist(lambda: self.client.create_session(request))
            except Refused as refusal:
                raise _refused(refusal) from refusal
            self.session_id, self._owner = status.session_id, user.username
            return await self._until_ready(status, feed)
        except asyncio.CancelledError:
            self._cancelled = True
            asyncio.get_running_loop().call_later(LOOK_AGAIN, self._clean_up, LOOKS)
            raise
        finally:
            feed.close()

    async def account(self) -> HubUser:
        """Who the user is, for the account that the platform makes at first contact."""
        return HubUser(username=self.user.name, admin=bool(self.user.admin), email=await self._email())

    async def request(self) -> SpawnRequest:
        """Everything the session needs, fresh for each spawn: nothing of an earlier spawn gets in (R08)."""
        environ, secrets = environment.split(self.get_env())
        command = list(self.cmd)
        lab = NOTEBOOK_ARGS if command and Path(command[0]).name in NOTEBOOK_COMMANDS else ()
        return SpawnRequest(
            username=self.user.name,
            server_name=self.name,
            options=self.spawn_options,
            argv=[*command, *lab, *self.get_args()],
            environ=environ,
            secrets=secrets,
            ready_path=f"{self._base_path()}api",
            limits=self.limits(),
        )

    def limits(self) -> dict[str, str]:
        """The most that the configuration gives a server, by slot: ``mem_limit`` and ``cpu_limit``."""
        found: dict[str, str] = {}
        if self.mem_limit:
            found["mem"] = str(ByteSpecification().validate(self, self.mem_limit))
        if self.cpu_limit:
            found["cpu"] = f"{self.cpu_limit:.4f}".rstrip("0").rstrip(".")
        return found

    def _parse(self, raw: object) -> SpawnOptions:
        """The options; raises `SpawnException` 400 that names the field."""
        try:
            return self.options_of(raw)
        except OptionError as problem:
            raise rejection(str(problem), reason="invalid", status_code=400) from problem

    async def _until_ready(self, status: SpawnStatus, feed: ProgressFeed) -> str:
        delay = RETRY_FIRST
        while True:
            try:
                async with aclosing(self.client.watch(status.session_id)) as changes:
                    async for status in changes:
                        delay = RETRY_FIRST
                        feed.publish(event_of(status))
                        url = _notebook(status)
                        if url is not None:
                            return url
            except (ServiceUnreachable, Refused) as error:
                if isinstance(error, Refused) and error.status < 500:
                    raise _refused(error) from error
                self.log.warning("Watching %s was cut off, trying again: %s", self._log_name, error)
                feed.publish({"progress": 1, "message": CUT_OFF})
            await asyncio.sleep(delay)
            delay = min(2 * delay, RETRY_LONGEST)

    def _clean_up(self, looks: int) -> None:
        """After a cancelled start: stop the server when the Hub has not, after some seconds.

        The Hub looks once, a second after it cancelled, and when it was too busy for the start to have ended
        by then it gives up with an error: it would show the server as running, and the session would wait on.
        """
        if not self._cancelled or self._stop_pending:
            return
        if looks or self._spawn_pending:
            asyncio.get_running_loop().call_later(LOOK_AGAIN, self._clean_up, max(0, looks - 1))
            return
        self.log.warning("The Hub cancelled %s and did not stop it; it is stopped now", self._log_name)
        self._stopping = asyncio.ensure_future(self.user.stop(self.name))

    async def progress(self) -> AsyncIterator[Event]:
        """The queue place and what happens, until this spawn has ended."""
        if self._feed is None:
            self._feed = ProgressFeed()
        async with aclosing(self._feed.follow()) as events:  # type: ignore[type-var]
            async for event in events:
                yield event

    # The server

    async def poll(self) -> int | None:
        """None while the session may be alive, else its exit status. Never raises.

        *Unknown* is not *dead*: an unreachable service answers None.
        """
        if self.session_id is None and not self._started_here and not self._known_to_hub():
            return ENDED
        # The Hub's own flag: it has just been started and looks at what its database calls running.
        if self._check_pending and not self._started_here:
            return await self._after_restart()
        try:
            status = await self._status()
        except ServiceUnreachable as error:
            self.log.warning("The state of %s is unknown: %s", self._log_name, error)
            return None
        except Refused as refusal:
            self.log.error("The service does not tell the state of %s: %s", self._log_name, refusal)
            return None
        if status is None or self._given_back:
            return ENDED
        if status.ended:
            return _exit_status(status)
        self._adopt(status)
        if self._owner not in (None, self.user.name):
            return await self._give_up(status.session_id)
        return None

    def _adopt(self, status: SpawnStatus) -> None:
        """This is our session. Without an id it was found by the user's name, which is the owner's then."""
        if self.session_id is None:
            self.session_id, self._owner = status.session_id, self.user.name

    async def _give_up(self, session_id: UUID) -> int | None:
        """The user was renamed: the notebook lets nobody in but the old name, at an address that is gone."""
        self.log.warning("The user %s is %s now; their server is ended", self._owner, self.user.name)
        try:
            await self.client.end_session(session_id)
        except (ServiceUnreachable, Refused) as error:
            self.log.warning("The server of %s could not be ended yet: %s", self._owner, error)
            return None
        return ENDED

    async def _after_restart(self) -> int | None:
        """What a restarted Hub has to know of a server that its database calls running.

        One that ran goes on, whoever answers. Of one that was still being made the Hub has saved nothing, so
        that only the service can tell: if it waits, the service takes it over, asks the Hub for it again, and
        the place is kept; if it starts just now, the Hub waits for it.
        """
        deadline, delay, said = time.monotonic() + STARTING, RETRY_FIRST, False
        while True:
            try:
                status = await self._status()
                if status is None:
                    return ENDED
                if status.ended or status.status == "TERMINATING":
                    return _exit_status(status)
                if status.ready:
                    self._adopt(status)
                    return None
                if status.status == "PENDING" or time.monotonic() > deadline:
                    await self.client.forgotten(status.session_id)
                    self._given_back = True
                    return ENDED
            except (ServiceUnreachable, Refused) as error:
                if not said:
                    self.log.warning("The state of %s is unknown: %s", self._log_name, error)
                    said = True
                if self.session_id is not None:
                    return None
            await asyncio.sleep(delay)
            delay = min(2 * delay, LOOK_AGAIN)

    async def stop(self, now: bool = False) -> None:
        """End the session; returns when its slots are free.

        Waits for a service that does not answer, however long: whatever this raised, the Hub would forget the
        server, and its session would hold its slots for ever.
        """
        self._cancelled = False
        try:
            session_id = self.session_id
            if session_id is None:  # cancelled before the answer came
                found = await self._insist(lambda: self.client.server(self.user.name, self.name), math.inf)
                if found is None:
                    return
                session_id = found.session_id
            await self._insist(lambda: self.client.end_session(session_id), math.inf)
        except Refused as refusal:
            if refusal.status != 404:
                raise

    async def delete_forever(self) -> None:
        """The server, or its user, is deleted in the Hub: no session of it goes on. Folders are kept, they
        belong to the platform's account."""
        found = await self._insist(lambda: self.client.server(self.user.name, self.name))
        if found is not None:
            await self._insist(lambda: self.client.end_session(found.session_id))

    async def get_url(self) -> str:
        """Where the notebook is now; asked after a restart of the Hub. The Hub's own record while unknown."""
        recorded: str = await super().get_url()
        try:
            status = await self._status()
        except (ServiceUnreachable, Refused):
            return recorded
        if status is None or not status.url:
            return recorded
        parts = urlsplit(status.url)
        return f"{parts.scheme}://{parts.netloc}{self._base_path()}"

    async def _status(self) -> SpawnStatus | None:
        """The session's status; None when the service knows none. Raises what the client raises."""
        if self.session_id is None:
            found: SpawnStatus | None = await self.client.server(self.user.name, self.name)
            return found
        try:
            status: SpawnStatus = await self.client.session(self.session_id)
        except Refused as refusal:
            if refusal.status == 404:
                return None
            raise
        return status

    def _known_to_hub(self) -> bool:
        """Whether the Hub's database says that this server runs (its state is saved only after `start`)."""
        return self.orm_spawner is not None and self.orm_spawner.server is not None

    # State in the Hub's database

    def get_state(self) -> dict[str, Any]:
        state: dict[str, Any] = super().get_state()
        if self.session_id is not None:
            state["session_id"] = str(self.session_id)
            state["owner"] = self._owner
        return state

    def load_state(self, state: dict[str, Any]) -> None:
        super().load_state(state)
        text = state.get("session_id")
        self.session_id = UUID(text) if text else None
        self._owner = state.get("owner")

    def clear_state(self) -> None:
        """Forget the last server; the Hub calls this before each spawn and after each stop."""
        super().clear_state()
        self.session_id = self._owner = None
        self.spawn_options = SpawnOptions()
        self._started_here = self._given_back = self._cancelled = False
        if self._feed is not None:
            self._feed.close()
        self._feed = ProgressFeed()

    # Small things

    async def _email(self) -> str | None:
        auth_state = await self.user.get_auth_state()
        email = auth_state.get("email") if isinstance(auth_state, dict) else None
        return email if isinstance(email, str) and "@" in email else None

    def _base_path(self) -> str:
        path: str = self.server.base_url if self.server is not None else "/"
        return path if path.endswith("/") else f"{path}/"

    async def _insist(self, call: Callable[[], Awaitable[T]], patience: float | None = None) -> T:
        """Make an idempotent call, again while the service does not answer, for `patience` seconds.

        Raises `SpawnException` (503) after that: it must not count as a failure of the Hub. A Hub that is
        busy itself (hundreds of starts at once stop its event loop for a while) takes its own delay for the
        service's: one missing answer says nothing yet.
        """
        limit = self.patience if patience is None else patience
        deadline, delay, tries = time.monotonic() + limit, RETRY_FIRST, 0
        while True:
            tries += 1
            try:
                return await call()
            except (ServiceUnreachable, Refused) as error:
                if isinstance(error, Refused) and error.status < 500:
                    raise
                if tries >= TRIES and time.monotonic() + delay > deadline:
                    raise rejection(
                        "Kernelyard's service does not answer. Try again in a minute.",
                        reason="unreachable",
                        log_message=f"the service does not answer: {error}",
                        status_code=503,
                    ) from error
                await asyncio.sleep(delay)
                delay = min(2 * delay, RETRY_LONGEST)


def _exit_status(status: SpawnStatus) -> int:
    return ENDED if status.exit_code is None else status.exit_code


def _notebook(status: SpawnStatus) -> str | None:
    """The notebook's address once it answers. Raises `SpawnException` when the session has ended instead."""
    if status.ended:
        message = status.message or "The session ended before its notebook answered."
        code = {"policy": 409, "unknown": 404, "invalid": 400}.get(status.rejected, 500)
        raise rejection(message, reason=status.rejected or "ended", status_code=code)
    return status.url if status.ready else None


def _refused(refusal: Refused) -> SpawnException:
    """A refusal of the service as the Hub shows it. Trouble between the services is never the user's
    fault."""
    status = refusal.status if 400 <= refusal.status < 500 and refusal.status not in (401, 403) else 503
    return rejection(refusal.message, reason=refusal.code or "refused", status_code=status)


def rejection(message: str, *, reason: str, status_code: int, log_message: str = "") -> SpawnException:
    """A spawn that does not happen: a sentence and a status, no traceback, not counted as a failure of the
    Hub."""
    rejection = SpawnException(message, reason=reason, status_code=status_code, log_message=log_message)
    # The page of a spawn that failed shows this attribute, and only this one.
    rejection.jupyterhub_message = message
    return rejection
