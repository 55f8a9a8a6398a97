"""The images of a node: which of them sessions may use, by which names, and what they say of themselves."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from ...protocol import LOCAL, NodeImage, split_image

log = logging.getLogger(__name__)

SPEC_LABEL = "ai.backend.kernelspec"
DEFAULT_LABELS = {
    SPEC_LABEL: "1",
    "ai.backend.role": "COMPUTE",
    "ai.backend.runtime-type": "app",
    "ai.backend.features": "batch query uid-match user-input",
    "ai.backend.resource.min.cpu": "1",
    "ai.backend.resource.min.mem": "256m",
}
"""What an image without labels is taken for."""
_ARCHITECTURES = {"amd64": "x86_64", "arm64": "aarch64"}


@dataclass(frozen=True, slots=True)
class Image:
    """What the engine knows of one image. ``env`` is its own environment, ``names`` how sessions call it."""

    id: str
    names: tuple[str, ...]
    architecture: str
    env: Mapping[str, str]
    labels: Mapping[str, str]
    nodes: tuple[NodeImage, ...] = field(repr=False)
    digests: frozenset[str] = frozenset()
    """``repository@digest`` as the engine has it from registries."""

    def has(self, name: str, digest: str) -> bool:
        """Whether it is that version of the image that sessions call ``name``."""
        return f"{reference(name).rpartition(':')[0]}@{digest}" in self.digests


def canonical(reference: str) -> str:
    """The name of an image in sessions: ``registry/name:tag``."""
    registry, name, tag = split_image(reference)
    return f"{registry}/{name}:{tag}"


def reference(name: str) -> str:
    """The other way round: what Docker calls it."""
    return name.removeprefix(f"{LOCAL}/")


def labels_of(reference: str, labels: Mapping[str, str], unlabelled: Iterable[str]) -> dict[str, str] | None:
    """The labels of an image that sessions may use, None for one that they may not."""
    if labels.get(SPEC_LABEL) == "1":
        return dict(labels)
    names = (reference, canonical(reference))
    if any(fnmatchcase(name, pattern) for pattern in unlabelled for name in names):
        return {**DEFAULT_LABELS, **labels}
    return None


def read(details: Mapping[str, Any], unlabelled: Iterable[str]) -> Image | None:
    """An image as Docker's inspection shows it; None when sessions may not use it."""
    config = details.get("Config") or {}
    raw = config.get("Labels") or {}
    architecture = str(details.get("Architecture", ""))
    architecture = _ARCHITECTURES.get(architecture, architecture)
    digests = [str(digest) for digest in details.get("RepoDigests") or []]
    nodes = []
    for tag in details.get("RepoTags") or []:
        labels = labels_of(tag, raw, unlabelled)
        if labels is None or tag.endswith("<none>"):
            continue
        registry, name, version = split_image(tag)
        path = tag.rpartition(":")[0]
        pulled = next((text.partition("@")[2] for text in digests if text.partition("@")[0] == path), "")
        nodes.append(
            NodeImage(
                registry=registry,
                name=name,
                tag=version,
                architecture=architecture,
                digest=pulled or str(details["Id"]),
                size_bytes=int(details.get("Size") or 0),
                labels=labels,
            )
        )
    if not nodes:
        return None
    pairs = (text.partition("=") for text in config.get("Env") or [])
    return Image(
        id=str(details["Id"]),
        names=tuple(f"{node.registry}/{node.name}:{node.tag}" for node in nodes),
        architecture=architecture,
        env={name: value for name, _, value in pairs},
        labels=nodes[0].labels,
        nodes=tuple(nodes),
        digests=frozenset(digests),
    )


class Images:
    """The images that the engine has now, by name."""

    def __init__(self) -> None:
        self._by_name: dict[str, Image] = {}
        self._told = False
        """Whether the lack of images has been told."""

    def replace(self, images: Iterable[Image]) -> bool:
        """Take the new set; whether anything is different."""
        found = {name: image for image in images for name in image.names}
        changed = found != self._by_name
        self._by_name = found
        if not found and not self._told:
            log.warning(
                "the Docker engine has no image that sessions may use: one with the label %s=1, or one that"
                " DockerSettings.unlabelled_images names",
                SPEC_LABEL,
            )
        self._told = not found
        return changed

    def find(self, name: str) -> Image | None:
        return self._by_name.get(name)

    def nodes(self) -> list[NodeImage]:
        return [node for image in {i.id: i for i in self._by_name.values()}.values() for node in image.nodes]
