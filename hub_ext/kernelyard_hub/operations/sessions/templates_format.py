"""Session templates as people write them (YAML or JSON, SES-037): read, checked, shown, and made into a
request for a session. All pure.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from copy import deepcopy
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from kernelyard_hub import errors
from kernelyard_hub.http.call import faults
from kernelyard_hub.operations.vfolders.mounts import SESSION_HOME

MAX_PAYLOAD = 131_072
"""Characters of what is uploaded."""
MAX_TEMPLATES = 100
"""Templates of one upload."""
HIDDEN = "********"
"""Stands for a password that is kept; sent back, it keeps the one that is there."""
_REPOSITORY = re.compile(r"(https?|ssh|git)://[^\s'\"\\]+|[\w.-]+@[\w.-]+:[\w./~-]+")
_REVISION = re.compile(r"[\w][\w./+-]*")


def _text(value: object) -> object:
    """YAML reads an unquoted number or truth value where a text is meant."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


Text = Annotated[str, BeforeValidator(_text), Field(max_length=65_536)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Login(Part):
    username: Text
    password: Text = Field(repr=False)


class Git(Part):
    repository: str = Field(max_length=2048)
    commit: str | None = Field(default=None, max_length=255)
    branch: str | None = Field(default=None, max_length=255)
    credential: Login | None = None
    destination_dir: str | None = Field(
        default=None, validation_alias=AliasChoices("destination_dir", "destinationDir")
    )

    @field_validator("repository")
    @classmethod
    def _an_address(cls, repository: str) -> str:
        if not _REPOSITORY.fullmatch(repository):
            raise ValueError("has to be an https, ssh or git address")
        if "://" in repository and urlsplit(repository).password is not None:
            raise ValueError("holds a password; put it into credential")
        return repository

    @field_validator("commit", "branch")
    @classmethod
    def _a_revision(cls, name: str | None) -> str | None:
        if name and not _REVISION.fullmatch(name):
            raise ValueError("is no name of a revision")
        return name or None

    @field_validator("destination_dir")
    @classmethod
    def _below_the_home(cls, path: str | None) -> str | None:
        if not path:
            return None
        pure = PurePosixPath(path)
        if pure.is_absolute() and not pure.is_relative_to(SESSION_HOME):
            raise ValueError(f"has to lie below {SESSION_HOME}")
        if ".." in pure.parts or "\0" in path:
            raise ValueError("leads out of the home")
        return path

    @model_validator(mode="after")
    def _credential_fits(self) -> Git:
        if self.credential is not None and not self.repository.startswith(("https://", "http://")):
            raise ValueError("a credential is for https repositories")
        return self


class Run(Part):
    bootstrap: Text | None = None
    startup_command: Text | None = Field(
        default=None,
        # The documentation's own spelling is among them.
        validation_alias=AliasChoices("startup_command", "startupCommand", "startup", "stratup"),
    )


class Kernel(Part):
    image: str = Field(min_length=1, max_length=600)
    architecture: str | None = None
    environ: dict[str, Text] = {}
    run: Run | None = None
    git: Git | None = None


class Spec(Part):
    session_type: Literal["interactive", "batch"] = Field(
        default="interactive", validation_alias=AliasChoices("session_type", "sessionType", "type")
    )
    kernel: Kernel
    mounts: dict[str, str | None] = {}
    resources: dict[str, Text] = {}
    resource_opts: dict[str, Text] = Field(
        default={}, validation_alias=AliasChoices("resource_opts", "resourceOpts")
    )
    scaling_group: str | None = Field(
        default=None, validation_alias=AliasChoices("scaling_group", "scalingGroup")
    )


class Metadata(Part):
    name: Annotated[str, BeforeValidator(_text), Field(min_length=1, max_length=128)]
    tag: Annotated[str, BeforeValidator(_text), Field(max_length=64)] | None = None


class Template(Part):
    """A task template. Empty parts (``mounts:``) mean that there are none."""

    api_version: Text = Field(validation_alias=AliasChoices("api_version", "apiVersion"))
    kind: Literal["taskTemplate", "task_template"]
    metadata: Metadata
    spec: Spec


def read(payload: object) -> list[Template]:
    """One template or several, as text (YAML or JSON) or as what was read from it.

    Raises `InvalidParameters`, whose data names every bad field; values, which may be secrets, it does not.
    """
    loaded = _load(payload) if isinstance(payload, str) else payload
    if isinstance(loaded, Mapping) and "session_templates" in loaded:
        loaded = loaded["session_templates"]
        if isinstance(loaded, list):
            loaded = [
                item["template"] if isinstance(item, Mapping) and "template" in item else item
                for item in loaded
            ]
    items = loaded if isinstance(loaded, list) else [loaded]
    if not 1 <= len(items) <= MAX_TEMPLATES:
        raise _malformed(f"holds {len(items)} templates")
    return [_one(item) for item in items]


def _load(text: str) -> Any:
    if len(text) > MAX_PAYLOAD:
        raise _malformed(f"is longer than {MAX_PAYLOAD} characters")
    try:
        # The documented sample begins with "---", and several may follow each other.
        documents = [document for document in _documents(text) if document is not None]
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        place = getattr(error, "problem_mark", None)
        where = f" (line {place.line + 1})" if place is not None else ""
        raise _malformed(f"is neither YAML nor JSON{where}") from None
    return documents[0] if len(documents) == 1 else documents


def _documents(text: str) -> list[Any]:
    if text.lstrip().startswith(("{", "[")):
        try:
            return [json.loads(text)]
        except ValueError:
            pass  # YAML has braces as well
    # Aliases make a short text long without end.
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not read")
    return list(yaml.safe_load_all(text))


def _one(item: object) -> Template:
    if not isinstance(item, Mapping):
        raise _malformed("is no template")
    try:
        return Template.model_validate(_without_nulls(item))
    except ValidationError as error:
        raise errors.InvalidParameters("Input validation error", data=faults(error)) from None


def _without_nulls(value: Any) -> Any:
    """Without keys that say nothing; mounts keep theirs, where it means the default place."""
    if not isinstance(value, Mapping):
        return value
    kept: dict[str, Any] = {}
    for key, item in value.items():
        if key == "mounts" and isinstance(item, Mapping):
            kept[str(key)] = dict(item)
        elif item is not None:
            kept[str(key)] = _without_nulls(item)
    return kept


def stored(template: Template) -> tuple[dict[str, Any], str | None]:
    """What the database keeps: the template with its password hidden, and the password."""
    document = template.model_dump(mode="json", exclude_none=True)
    document["spec"]["mounts"] = template.spec.mounts
    git = template.spec.kernel.git
    if git is None or git.credential is None:
        return document, None
    document["spec"]["kernel"]["git"]["credential"]["password"] = HIDDEN
    return document, git.credential.password


def shown(document: Mapping[str, Any], form: str) -> str:
    """The template as text; its password stays hidden. ``form`` is ``yaml`` or ``json``."""
    if form == "json":
        return json.dumps(document)
    text: str = yaml.safe_dump(dict(document), sort_keys=False, allow_unicode=True)
    return text


def request_body(document: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The body of a request for a session: the template's values, replaced by those that are given (SES-038).

    Mounts are replaced, not added to. Clients send ``mounts: []`` also when nothing is said of mounts; with a
    ``mount_map`` beside it, it means none.
    """
    template = Template.model_validate(_without_nulls(document))
    spec, kernel = template.spec, template.spec.kernel
    run = kernel.run or Run()
    config: dict[str, Any] = {
        "mounts": list(spec.mounts),
        "mount_map": {name: place for name, place in spec.mounts.items() if place},
        "environ": kernel.environ,
        "resources": spec.resources,
        "resource_opts": spec.resource_opts,
        "scaling_group": spec.scaling_group,
    }
    body: dict[str, Any] = {
        "image": kernel.image,
        "type": spec.session_type,
        "tag": template.metadata.tag,
        "architecture": kernel.architecture,
        "bootstrap_script": run.bootstrap,
        "startupCommand": run.startup_command,
    }
    own = given.get("config")
    own = own if isinstance(own, Mapping) else {}
    changed = {key: value for key, value in own.items() if value is not None}
    if not changed.get("mounts") and "mount_map" not in changed:
        changed.pop("mounts", None)
    elif "mounts" in changed:
        config.pop("mount_map")
    if "scalingGroup" in changed:
        config.pop("scaling_group")
    body |= deepcopy({key: value for key, value in given.items() if key != "config" and value is not None})
    body["config"] = config | changed
    if kernel.git is not None:
        body["bootstrap_script"] = clone_script(kernel.git, body["bootstrap_script"] or "")
    return body


USERNAME, PASSWORD = "KERNELYARD_GIT_USERNAME", "KERNELYARD_GIT_PASSWORD"
_HELPER = f'!f() {{ echo "username=${USERNAME}"; echo "password=${PASSWORD}"; }}; f'


def clone_script(git: Git, then: str) -> str:
    """A bootstrap script that clones the repository into the home, and goes on with ``then``.

    It holds no secret: what git logs in with comes by the environment of the script, and only that host is
    told. A clone that is there already (after a restart) is left as it is.
    """
    words = ["git"]
    if git.credential is not None:
        address = urlsplit(git.repository)
        scope = f"credential.{address.scheme}://{address.netloc.rpartition('@')[2]}"
        words += ["-c", "credential.helper=", "-c", f"{scope}.helper={_HELPER}"]
    words += ["clone"]
    if git.branch:
        words += ["--branch", git.branch]
    target = _target(git)
    words += ["--", git.repository, target]
    lines = [
        "#!/bin/sh",
        'cd "$HOME" || exit 1',
        f"if [ ! -e {shlex.quote(target)}/.git ]; then",
        f"  GIT_TERMINAL_PROMPT=0 {shlex.join(words)}",
    ]
    if git.commit:
        lines.append(f"  git -C {shlex.quote(target)} checkout {shlex.quote(git.commit)} --")
    lines += ["fi", f"unset {USERNAME} {PASSWORD}"]
    return "\n".join([*lines, *_rest(then)]) + "\n"


def _target(git: Git) -> str:
    if git.destination_dir:
        path = PurePosixPath(git.destination_dir)
        inside = path.relative_to(SESSION_HOME) if path.is_absolute() else path
        return f"./{inside}"
    last = re.split(r"[/:]", git.repository.rstrip("/"))[-1].removesuffix(".git")
    return f"./{last.lstrip('.') or 'repository'}"


def _rest(script: str) -> list[str]:
    if not script.strip():
        return []
    if not script.startswith("#!"):
        return [script]
    end = "END_OF_BOOTSTRAP"
    while end in script:
        end += "_"
    return [
        'rest="$(mktemp)"',
        f"cat > \"$rest\" <<'{end}'",
        script.rstrip("\n"),
        end,
        'chmod 700 "$rest"',
        '"$rest"',
        "code=$?",
        'rm -f "$rest"',
        "exit $code",
    ]


def _malformed(what: str) -> errors.InvalidParameters:
    return errors.InvalidParameters("Malformed payload", data={"payload": what})
