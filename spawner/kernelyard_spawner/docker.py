"""`KernelyardDockerSpawner`: a Hub that uses DockerSpawner switches the class and keeps its settings.

DockerSpawner is a base class for its settings and its templates only (traitlets reads ``c.DockerSpawner.*``
through the base classes); nothing here speaks to Docker. What it would have done with an image, a volume or
a limit becomes a field of the request to the hub service. What cannot be honoured is refused: when the Hub
starts (`check_config`) and, where hooks or callables change settings, when a server starts.
"""

from __future__ import annotations

import inspect
import shlex
from collections.abc import Mapping
from string import Formatter
from typing import Any, Literal, NoReturn

from docker.errors import DockerException
from docker.types import HostConfig
from docker.utils import parse_bytes
from dockerspawner import DockerSpawner
from jupyterhub.spawner import SpawnException
from traitlets import List, TraitError, default
from traitlets.config import Config

from kernelyard_hub.protocol import FormImage, SpawnForm, SpawnOptions, SpawnRequest

from . import environment, settings
from .options import KNOWN, parse_options
from .spawner import KernelyardSpawner, rejection

NOTEBOOK = "jupyterhub-singleuser"
DOCKER_API = "1.41"
"""Version of the Docker API in whose words ``extra_host_config`` is sent; older engines read it, too."""
PERSONAL = {"username", "safe_username", "raw_username"}
"""Names in a template that make what it names somebody's own."""
PULL: dict[str, Literal["digest", "tag", "none"]] = {
    "always": "digest",
    "ifnotpresent": "tag",
    "never": "none",
    "skip": "none",
}
DOCKERS = (
    *("_docker", "docker", "move_certs", "create_object", "start_object", "stop_object", "remove_object"),
    *("get_object", "get_command", "get_ip_and_port", "pull_image", "post_start_exec"),
)
"""DockerSpawner's methods that speak to Docker."""


class KernelyardDockerSpawner(KernelyardSpawner, DockerSpawner):  # type: ignore[misc]
    """Spawns single-user servers as sessions of Kernelyard, configured as for DockerSpawner."""

    def __init_subclass__(cls, **more: Any) -> None:
        """A subclass that replaces what speaks to Docker would wait in vain to be called."""
        super().__init_subclass__(**more)
        own = [name for name in DOCKERS if name in vars(cls)]
        if own:
            raise TypeError(
                f"{cls.__name__} overrides {', '.join(own)}, which Kernelyard never calls: the agents speak "
                f"to Docker. See {settings.GUIDE}."
            )

    image: Any

    @default("cmd")
    def _cmd_default(self) -> list[str]:
        """The image's command is not run; its ``jupyterhub-singleuser`` is, or else the runner's."""
        return [NOTEBOOK]

    @property
    def will_resume(self) -> bool:
        """Containers are never started twice, so no token is kept for that."""
        return False

    # What the configuration says

    @classmethod
    def check_config(cls, config: Config) -> None:
        """Raise `TraitError` that names every setting which cannot be honoured. For the Hub's start."""
        values: dict[str, Any] = {}
        named: dict[str, str] = {}
        for section in (base.__name__ for base in reversed(cls.__mro__)):
            if section not in config:
                continue
            for trait, value in config[section].items():
                if trait in KernelyardSpawner.class_own_traits() or trait not in cls.class_traits():
                    continue  # ours; or a word that the Hub itself says it does not know
                values[trait] = _plain(value, cls, trait)
                named[trait] = f"{section}.{trait}"
        found = settings.problems(values, named)
        for section in settings.FOREIGN:
            if section in config:
                found += settings.foreign_problems(section, config[section])
        if config.get("JupyterHub", {}).get("internal_ssl"):
            found.append(f"JupyterHub.internal_ssl: {settings.ROWS['certs_volume_name'].instead}")
        if found:
            raise TraitError(settings.refusal(found))

    def _check(self) -> None:
        """The same for this server, after hooks and groups have had their say. Raises `SpawnException`."""
        values = {
            trait: value
            for trait in settings.ROWS
            if self.trait_has_value(trait) and (value := getattr(self, trait)) != self.trait_defaults(trait)
        }
        found = settings.problems(values)
        if found:
            self.log.error("%s", settings.refusal(found))
            text = "The Hub's configuration asks for what Kernelyard cannot do: "
            raise rejection(text + " ".join(found), reason="configuration", status_code=500)

    # What a person chose

    def options_of(self, raw: object) -> SpawnOptions:
        """As for DockerSpawner, options that are not known here are left to hooks."""
        if isinstance(raw, Mapping):
            raw = {key: value for key, value in raw.items() if key in KNOWN}
        return parse_options(raw)

    def offered(self, form: SpawnForm) -> SpawnForm:
        """The images that ``allowed_images`` names; amounts within ``mem_limit`` and ``cpu_limit``."""
        limits = self.limits()
        presets = [
            preset.model_copy(update={"slots": _least(preset.slots, limits)}) for preset in form.presets
        ]
        return form.model_copy(update={"images": self._offered_images(form), "presets": presets})

    def _offered_images(self, form: SpawnForm) -> list[FormImage]:
        allowed = self._allowed()
        if allowed == "*":
            images = form.images
        elif len(allowed) < 2:
            return []
        else:
            images = [FormImage(name=name, aliases=[], title=name) for name in allowed]
        own = [image for image in images if self.image in (image.name, self._resolved(image.name))]
        return [*own, *(image for image in images if image not in own)]

    def _allowed(self) -> Any:
        """``"*"``, or a dictionary that may be empty."""
        return self._get_allowed_images() or {}

    def _resolved(self, name: str) -> str:
        allowed = self._allowed()
        return name if allowed == "*" else str(allowed.get(name, name))

    def _chosen_image(self) -> str:
        """The image of this spawn. Raises `SpawnException` 400 for one that may not be chosen."""
        wanted = self.spawn_options.image
        if wanted is None:
            return str(self.image)
        allowed = self._allowed()
        if allowed == "*" or wanted in allowed:
            return self._resolved(wanted)
        text = f"Image {wanted} not in allowed list: {', '.join(allowed)}" if allowed else ""
        raise rejection(
            text or "Specifying image to launch is not allowed", reason="invalid", status_code=400
        )

    # The request

    async def request(self) -> SpawnRequest:
        self._check()
        configured = str(self.image)
        self.image = self._chosen_image()
        try:
            return await self._request()
        finally:
            self.image = configured

    def _reference(self) -> str:
        """The image with its tag, as the nodes tell it."""
        image = str(self.image)
        return image if ":" in image.rpartition("/")[2] or "@" in image else f"{image}:latest"

    async def _request(self) -> SpawnRequest:
        """With the chosen image as ``self.image``, so that templates and environment know it."""
        base = await super().request()
        host = await self._rendered("extra_host_config")
        created = await self._rendered("extra_create_kwargs")
        environ, secrets = environment.split(settings.variables_of(created.get("environment")))
        environ = {**base.environ, **environ}
        if not self.notebook_dir and (root := self._personal_directory()):
            environ.setdefault("JUPYTERHUB_ROOT_DIR", root)
        self._check_variables({**environ, **base.secrets, **secrets})
        shared = host.pop("shm_size", None)
        try:
            options = self._engine_options(host)
            shared_memory = None if shared is None else str(parse_bytes(shared))
        except (TypeError, ValueError, KeyError, DockerException) as error:
            raise self._wrong(f"extra_host_config, volumes or mounts: {error}") from error
        return base.model_copy(
            update={
                "options": base.options.model_copy(update={"image": self._reference()}),
                "environ": environ,
                "secrets": {**base.secrets, **secrets},
                "default_preset": True,
                "shared_memory": shared_memory,
                "auto_pull": PULL[self.pull_policy.lower()],
                "bootstrap_script": _script(self.post_start_cmd),
                "engine_options": options,
            }
        )

    async def _rendered(self, trait: str) -> dict[str, Any]:
        """One of the two dictionaries that may be callables, its templates filled in, checked."""
        value = self._eval_if_callable(getattr(self, trait))
        if inspect.isawaitable(value):
            value = await value
        if not isinstance(value or {}, Mapping):
            raise self._wrong(f"{trait}: it must be a dictionary")
        rendered: dict[str, Any] = self._render_templates(dict(value or {}))
        if found := settings.problems({trait: rendered}):
            raise self._wrong(" ".join(found))
        return rendered

    def _engine_options(self, host: dict[str, Any]) -> dict[str, object]:
        """In the words of `kernelyard_agent.protocol.KernelSpec.engine_options`. Raises what docker-py raises
        for values that make no sense."""
        host_config = dict(HostConfig(version=DOCKER_API, **host)) if host else {}
        host_config.pop("NetworkMode", None)  # docker-py always adds it
        found = {
            "volumes": self.volume_binds,
            "mounts": [dict(mount) for mount in self.mount_binds],
            "extra_host_config": host_config,
        }
        return {name: value for name, value in found.items() if value}

    def _personal_directory(self) -> str | None:
        """Where the user's own volume is in the session, when there is one: the notebook opens there."""
        for source, target in self.volumes.items():
            mode = target.get("mode", "rw") if isinstance(target, Mapping) else "rw"
            place = target["bind"] if isinstance(target, Mapping) else target
            if PERSONAL & _placeholders(source) and "ro" not in mode.split(","):
                return str(self.format_volume_name(place, self))
        for mount in self.mounts:
            if PERSONAL & _placeholders(mount.get("source") or "") and not mount.get("read_only"):
                return str(self.format_volume_name(mount["target"], self))
        return None

    def _check_variables(self, environ: Mapping[str, str]) -> None:
        """What hooks and groups have put into the environment is refused by name, never dropped."""
        bad = sorted(name for name in environ if not settings.may_set(name))
        if bad:
            raise self._wrong(f"environment: {settings.ROWS['environment'].instead} ({', '.join(bad)})")

    def _wrong(self, text: str) -> SpawnException:
        self.log.error("The server of %s was not started: %s", self._log_name, text)
        message = f"The Hub's configuration is not right: {text}"
        return rejection(message, reason="configuration", status_code=500)

    # State in the Hub's database

    def load_state(self, state: dict[str, Any]) -> None:
        """DockerSpawner's state of an earlier Hub says nothing that helps; its container is not ours."""
        old = state.get("object_id") or state.get("container_id")
        if old and "session_id" not in state:
            self.log.warning(
                "The server of %s ran in DockerSpawner's container %s (%s). Kernelyard does not take it "
                "over; if it still runs, end it with `docker rm -f`. Its volumes stay.",
                self._log_name,
                state.get("object_name") or "",
                str(old)[:12],
            )
        ours = {key: value for key, value in state.items() if key in ("session_id", "owner", "api_token")}
        super().load_state(ours)
        self.object_id = ""


def _refuse(name: str) -> Any:
    def refuse(self: Any, *_args: Any, **_more: Any) -> NoReturn:
        raise NotImplementedError(f"{name}: KernelyardDockerSpawner has no Docker client; the agents have.")

    refuse.__name__ = name
    return refuse


for _name in DOCKERS:
    setattr(KernelyardDockerSpawner, _name, _refuse(_name))


def _plain(value: Any, cls: type[KernelyardDockerSpawner], trait: str) -> Any:
    """A value of a configuration file, which may have been built by ``.append`` or ``.update``."""
    if hasattr(value, "get_value") and hasattr(value, "to_dict"):
        return value.get_value([] if isinstance(cls.class_traits()[trait], List) else {})
    return value


def _least(slots: Mapping[str, str], limits: Mapping[str, str]) -> dict[str, str]:
    """A preset's amounts within the limits; both are plain numbers."""
    return {
        name: min((amount, limits[name]), key=float) if name in limits else amount
        for name, amount in slots.items()
    }


def _placeholders(template: str) -> set[str]:
    try:
        return {field for _, field, _, _ in Formatter().parse(str(template)) if field}
    except ValueError:
        return set()


def _script(command: str | bool) -> str | None:
    """``post_start_cmd`` as a script: one command, no shell's expansions; its failure is not fatal."""
    if not command:
        return None
    return f"#!/bin/sh\n{shlex.join(shlex.split(str(command)))} || echo 'post_start_cmd failed' >&2\n"
