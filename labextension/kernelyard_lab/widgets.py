"""``Launcher()``: start, watch and end a compute session from a notebook cell, with plain ipywidgets.

It talks to the hub service with the notebook's own Hub token. Outside a session of Kernelyard, or without
ipywidgets, it says so in place of the form.
"""

from __future__ import annotations

import asyncio
import html
import secrets
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from . import wording
from .service import NotInSession, Service, ServiceError

START_TIMEOUT = 30.0
END_TIMEOUT = 60.0
POLL = 1.0
"""Seconds between two looks at a session that is starting."""


class Caller(Protocol):
    """What the launcher needs of `Service`; tests and other transports bring their own."""

    async def call(self, method: str, path: str, body: Any = None, *, timeout: float = ...) -> Any: ...


class Launcher:
    """A form in a notebook cell. ``session_id`` is the session that it has started, None before."""

    def __init__(
        self,
        service: Caller | None = None,
        *,
        image: str = "python",
        project: str = "default",
        poll: float = POLL,
    ) -> None:
        self.session_id: str | None = None
        self._image = image
        self._project = project
        self._poll = poll
        self._presets: dict[str, dict[str, Any]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._form: _Form | None = None
        self._problem = ""
        try:
            self._service: Caller | None = service or Service.from_environ()
        except NotInSession as error:
            self._service, self._problem = None, error.message

    def __repr__(self) -> str:
        return f"Launcher({self._problem or self.session_id or 'nothing started'!r})"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        if self._form is None and not self._problem:
            try:
                self._form = _Form(self._image)
            except ImportError:
                self._problem = (
                    "ipywidgets is not installed here: run `pip install ipywidgets` and try again."
                )
            else:
                self._connect(self._form)
                self._run(self.refresh)
        if self._form is None:
            return {"text/plain": self._problem, "text/html": f"<p>{html.escape(self._problem)}</p>"}
        return self._form.box._repr_mimebundle_(**kwargs)

    @property
    def form(self) -> _Form:
        """The widgets; made by the first display."""
        if self._form is None:
            self._form = _Form(self._image)
            self._connect(self._form)
        return self._form

    def _connect(self, form: _Form) -> None:
        form.start.on_click(lambda _: self._run(self.start))
        form.stop.on_click(lambda _: self._run(self.stop))
        form.again.on_click(lambda _: self._run(self.refresh))
        form.group.observe(lambda _: self._run(self.refresh_presets), names="value")
        form.preset.observe(lambda _: self._tell(), names="value")

    def _run(self, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run ``job`` beside the notebook; what goes wrong is shown in the form."""
        task = asyncio.ensure_future(self._guarded(job))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await job()
        except ServiceError as error:
            self.form.say(error.message, problem=True)
            self.form.ready(started=self.session_id is not None)

    async def refresh(self) -> None:
        """Read resource groups, presets and folders anew."""
        service = self._caller()
        groups = await service.call("GET", f"scaling-groups?group={self._project}")
        folders = await service.call("GET", "folders")
        names = [group["name"] for group in groups["scaling_groups"]]
        # A changed group reads its presets by the observer above, an unchanged one here.
        if not self.form.offer_groups(names):
            await self.refresh_presets()
        self.form.folders.options = [folder["name"] for folder in folders]

    async def refresh_presets(self) -> None:
        """Presets, each labelled by the scheduler's own answer for the chosen resource group."""
        body = {"group": self._project, "scaling_group": self.form.group.value}
        checked = await self._caller().call("POST", "resource/check-presets", body)
        self._presets = {preset["name"]: preset for preset in checked["presets"]}
        self.form.offer_presets([(wording.preset(p), name) for name, p in self._presets.items()])
        self._tell()
        self.form.ready(started=self.session_id is not None)

    def _tell(self) -> None:
        """Say of the chosen preset when it would start."""
        chosen = self._presets.get(self.form.preset.value)
        self.form.prospect.value = html.escape(wording.prospect(chosen)) if chosen else ""

    async def start(self) -> None:
        """Put a session into the queue and follow it until it runs or has ended."""
        form = self.form
        preset = self._presets[form.preset.value]
        options = {"shmem": preset["shared_memory"]} if preset.get("shared_memory") else {}
        form.busy("Asking for a session…")
        created = await self._caller().call(
            "POST",
            "session",
            {
                "name": form.name.value,
                "image": form.image.value,
                "type": "interactive",
                "group": self._project,
                "enqueueOnly": True,
                "reuseIfExists": False,
                "config": {
                    "scalingGroup": form.group.value,
                    "resources": preset["resource_slots"],
                    "resource_opts": options,
                    "mounts": list(form.folders.value),
                },
            },
            timeout=START_TIMEOUT,
        )
        self.session_id = created["sessionId"]
        form.ready(started=True)
        await self.follow()

    async def follow(self) -> None:
        """Show status, place and reason until the session runs or is gone."""
        while self.session_id is not None:
            overview = await self._caller().call("GET", "console/overview")
            found = [s for s in overview["sessions"] if s["id"] == self.session_id]
            if not found or found[0]["status"] in wording.OVER:
                self._ended("The session has ended.")
                return
            status = found[0]["status"]
            self.form.show(wording.progress(status), wording.waiting(found[0]))
            if status == "RUNNING":
                return
            await asyncio.sleep(self._poll)

    async def stop(self) -> None:
        """End the session; its slots are free when this returns."""
        session_id = self.session_id
        if session_id is None:
            return
        self.form.busy("Ending the session…")
        await self._caller().call("DELETE", f"session/{session_id}", timeout=END_TIMEOUT)
        self._ended("The session has ended; its slots are free.")

    def _ended(self, words: str) -> None:
        self.session_id = None
        self.form.show(0, words)
        self.form.name.value = new_name()
        self.form.ready(started=False)

    def _caller(self) -> Caller:
        if self._service is None:
            raise ServiceError(503, self._problem)
        return self._service


class _Form:
    """The widgets and what they show; knows nothing of the service. Raises ImportError without ipywidgets."""

    def __init__(self, image: str) -> None:
        import ipywidgets as w

        wide = w.Layout(width="30em")
        label = {"description_width": "8em"}
        self.name = w.Text(new_name(), description="Name", layout=wide, style=label)
        self.image = w.Text(image, description="Image", layout=wide, style=label)
        self.group = w.Dropdown(description="Resource group", layout=wide, style=label)
        self.preset = w.Dropdown(description="Preset", layout=w.Layout(width="44em"), style=label)
        self.prospect = w.HTML(layout=w.Layout(margin="0 0 0 8.5em", max_width="36em"))
        self.folders = w.SelectMultiple(description="Folders", rows=3, layout=wide, style=label)
        self.start = w.Button(description="Start", button_style="primary", icon="play", disabled=True)
        self.stop = w.Button(description="End", button_style="danger", icon="stop", disabled=True)
        self.again = w.Button(description="Refresh", icon="refresh")
        self.bar = w.IntProgress(value=0, max=100, layout=wide)
        self.message = w.HTML()
        fields = [self.name, self.image, self.group, self.preset, self.prospect, self.folders]
        buttons = w.HBox([self.start, self.stop, self.again])
        self.box = w.VBox([*fields, buttons, self.bar, self.message])

    def offer_groups(self, names: list[str]) -> bool:
        """Set the resource groups; whether the chosen one has changed by that."""
        before = self.group.value
        if list(self.group.options) != names:
            self.group.options = names
            self.group.value = before if before in names else next(iter(names), None)
        if not names:
            self.say("You have no resource group: ask an admin of this site for access to one.", problem=True)
        return bool(self.group.value != before)

    def offer_presets(self, options: list[tuple[str, str]]) -> None:
        """Set the presets (label, name); the chosen one stays, the first is chosen when there is none."""
        before = self.preset.value
        names = [name for _, name in options]
        self.preset.options = options
        self.preset.value = before if before in names else next(iter(names), None)

    def busy(self, words: str) -> None:
        self.start.disabled = self.stop.disabled = True
        self.say(words)

    def ready(self, *, started: bool) -> None:
        self.start.disabled = started or self.preset.value is None
        self.stop.disabled = not started

    def show(self, progress: int, words: str) -> None:
        self.bar.value = progress
        self.say(words)

    def say(self, words: str, *, problem: bool = False) -> None:
        style = "color: var(--jp-error-color1, #c00)" if problem else ""
        self.message.value = f'<span style="{style}">{html.escape(words)}</span>'


def new_name() -> str:
    """A session name that is free for practical purposes."""
    return f"notebook-{secrets.token_hex(4)}"
