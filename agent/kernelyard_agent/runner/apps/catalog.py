"""Which apps a session has, and their starts and stops: intrinsic ones, the image's own, preopen ports."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

from ..notebooks import Server
from . import intrinsic, labels
from .actions import Actions
from .app import App, AppProblem, AppRefused, Face, Host, Launch, Recipe, Request
from .definitions import PLACE, Definition, DefinitionProblem, read


class Apps:
    """Apps by name. ``plan`` is the runner's; what is wrong in an image's label is noted, and left out."""

    def __init__(self, plan: Mapping[str, Any], host: Host) -> None:
        self._host = host
        self._runtime_path = str(plan.get("runtime_path") or sys.executable)
        self._actions = Actions(os.environ, host.expected, host.log.note)
        self._definitions = Path(plan.get("service_definitions") or PLACE)
        declared = self._declared(plan.get("service_ports") or "")
        inference = labels.endpoints(plan.get("endpoint_ports") or "")
        self._apps: dict[str, App] = {}
        chosen = {entry.name: entry.ports for entry in declared}
        for app in intrinsic.apps(host, chosen, plan.get("runtime_path")):
            self._apps[app.face.name] = app
        for entry in declared:
            own = self._image_app(entry, entry.name in inference)
            if own is not None:
                self._apps[entry.name] = own
        taken = {port for entry in declared for port in entry.ports}
        for port in plan.get("preopen_ports") or ():
            if port not in taken:
                face = Face(str(port), "preopen", (port,), kind="preopen")
                self._apps[face.name] = App(face, _foreign, host)

    def statuses(self) -> list[dict[str, Any]]:
        return [app.status() for app in self._apps.values()]

    def jupyters(self) -> list[Server]:
        """Jupyter servers that run."""
        return [server for app in self._apps.values() if (server := app.jupyter) is not None]

    async def start(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Raises `AppProblem`."""
        return await self._app(params["name"]).start(
            params.get("arguments") or {},
            params.get("environ") or {},
            params.get("port"),
            params.get("site_path") or "/",
        )

    async def stop(self, params: Mapping[str, Any]) -> None:
        """Raises `AppProblem`."""
        await self._app(params["name"]).stop()

    def _app(self, name: str) -> App:
        if name not in self._apps:
            raise AppRefused(f"This session has no service {name[:80]!r}.")
        return self._apps[name]

    def _declared(self, label: str) -> list[labels.Declared]:
        try:
            return labels.parse(label)
        except labels.LabelProblem as problem:
            self._host.log.note(f"The image's service ports are left out: {problem}")
            return []

    def _image_app(self, entry: labels.Declared, inference: bool) -> App | None:
        """The image's own app; None for one that we have and it does not define."""
        try:
            definition = read(self._definitions, entry.name)
        except DefinitionProblem as problem:
            self._host.log.note(str(problem))
            broken = str(problem)

            async def refuse(request: Request) -> Launch | None:
                raise AppProblem(broken)

            return App(Face(entry.name, entry.protocol, entry.ports), refuse, self._host)
        if definition is None and entry.name in self._apps:
            return None
        foreign = definition is None or definition.noop or entry.protocol == "preopen"
        face = Face(
            entry.name,
            entry.protocol,
            entry.ports,
            kind="preopen" if foreign else "app",
            keeps_prefix=definition is not None and not foreign and _is_jupyter(definition),
            url_template=definition.url_template if definition else None,
            allowed_arguments=definition.allowed_arguments if definition else {},
            allowed_envs=definition.allowed_envs if definition else {},
            is_inference=inference,
        )
        recipe = _foreign if foreign or definition is None else self._defined(entry.name, definition)
        return App(face, recipe, self._host)

    def _defined(self, name: str, definition: Definition) -> Recipe:
        async def recipe(request: Request) -> Launch:
            variables: dict[str, Any] = {"ports": request.ports, "runtime_path": self._runtime_path}
            try:
                await self._actions.run(name, definition.prestart, variables)
                argv = definition.argv(variables, request.arguments)
                environ = {**definition.environ(variables), **request.environ}
            except DefinitionProblem as problem:
                raise AppProblem(f"{name}: {problem}") from None
            if not _is_jupyter(definition):
                return Launch(argv, environ, patient=True)
            # It does not know that it will be below a path; on its command line we can tell it.
            argv += intrinsic.jupyter_flags(request, self._host.home)
            argv.append(f"--NotebookApp.base_url={request.prefix}")
            return Launch(argv, environ, ready_path=f"{request.prefix}api", patient=True)

        return recipe


async def _foreign(request: Request) -> None:
    """Somebody else starts it."""
    return


def _is_jupyter(definition: Definition) -> bool:
    """Whether the command is a Jupyter server, as in the original's example (KRN-027)."""
    names = {PurePath(word).name.replace("-", "") for word in definition.command[:3]}
    return bool(names & {"jupyterlab", "jupyternotebook", "notebook"})
