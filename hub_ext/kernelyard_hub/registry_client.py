"""Asks a registry what images it has: the distribution API ("Registry v2"), with its ways to log in.

Which repositories there are is asked of the registry's own catalog, of Harbor, or of GitLab. Whatever comes
back was written by somebody else: it is bounded, checked against its digest, and only names that an image can
have are taken.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import AsyncIterator, Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urljoin, urlsplit

import aiohttp
from yarl import URL

from .store.images import ScannedImage
from .store.registries import Registry

TIMEOUT = aiohttp.ClientTimeout(total=60.0, connect=10.0)
LIMIT = 4 * 2**20
"""Bytes of one answer."""
LABELS_LIMIT = 64 * 2**10
"""Characters of an image's labels together."""
MOST_PAGES = 1000
INDEXES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)
MANIFESTS = (
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
ARCHITECTURES = {"amd64": "x86_64", "arm64": "aarch64"}
_NAME = re.compile(r"[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class RegistryProblem(Exception):
    """The registry cannot be read; the message is a sentence for admins, without credentials."""


class RegistryClient:
    """One registry, for one scan. Raises `RegistryProblem`."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._base = registry.url.rstrip("/")
        self._tokens: dict[str, str] = {}
        self._basic = False
        self._tls = registry.ssl_verify
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(timeout=TIMEOUT, headers={"User-Agent": "kernelyard"})
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._http is not None:
            await self._http.close()

    # What there is

    async def repositories(self) -> AsyncIterator[str]:
        """Names of repositories, of the projects that are set up."""
        match self._registry.type:
            case "harbor2":
                names = self._harbor()
            case "gitlab":
                names = self._gitlab()
            case _:
                names = self._catalog()
        async for name in names:
            if _NAME.fullmatch(name) and len(name) <= 255 and self._wanted(name):
                yield name

    def _wanted(self, name: str) -> bool:
        projects = self._registry.projects
        return not projects or any(name == each or name.startswith(each + "/") for each in projects)

    async def _catalog(self) -> AsyncIterator[str]:
        async for page in self._pages("/v2/_catalog?n=100", "registry:catalog:*"):
            for name in page.get("repositories") or ():
                yield str(name)

    async def _harbor(self) -> AsyncIterator[str]:
        if not self._registry.projects:
            raise RegistryProblem("A registry of the type harbor2 needs its projects (the setting project).")
        for project in self._registry.projects:
            path = f"/api/v2.0/projects/{quote(project, safe='')}/repositories"
            async for found in self._numbered(self._base + path, "page_size"):
                yield str(found.get("name", ""))

    async def _gitlab(self) -> AsyncIterator[str]:
        endpoint = self._registry.api_endpoint
        if not endpoint or not self._registry.projects:
            raise RegistryProblem(
                "A registry of the type gitlab needs its projects, and api_endpoint in its extra information."
            )
        for project in self._registry.projects:
            path = f"/api/v4/projects/{quote(project, safe='')}/registry/repositories"
            async for found in self._numbered(endpoint + path, "per_page"):
                yield str(found.get("path", ""))

    async def _numbered(self, url: str, size: str) -> AsyncIterator[dict[str, Any]]:
        """Items of a list in numbered pages, as the APIs of Harbor and GitLab have it."""
        token = self._registry.type == "gitlab" and self._registry.password
        headers = {"PRIVATE-TOKEN": str(token)} if token else self._basic_header()
        for page in range(1, MOST_PAGES):
            status, body, _ = await self._get(f"{url}?page={page}&{size}=100", headers)
            if status != 200:
                raise RegistryProblem(f"{_where(url)} answered {status} to the list of repositories.")
            found = _json(body)
            if not isinstance(found, list):
                raise RegistryProblem(f"{_where(url)} gave no list of repositories.")
            for item in found:
                if isinstance(item, dict):
                    yield item
            if len(found) < 100:
                return

    async def tags(self, repository: str) -> list[str]:
        """Tags of a repository; none when it is gone, or not ours to read."""
        found: list[str] = []
        path = f"/v2/{repository}/tags/list?n=100"
        async for page in self._pages(path, f"repository:{repository}:pull", missing=True):
            found += [str(tag) for tag in page.get("tags") or () if _TAG.fullmatch(str(tag))]
        return found

    async def _pages(self, path: str, scope: str, *, missing: bool = False) -> AsyncIterator[dict[str, Any]]:
        for _ in range(MOST_PAGES):
            status, body, headers = await self._ask(path, scope)
            if status == 404 and missing:
                return
            if status != 200:
                raise RegistryProblem(f"{_where(self._base)} answered {status} to {path.partition('?')[0]}.")
            page = _json(body)
            yield page if isinstance(page, dict) else {}
            following = re.match(r'\s*<([^>]+)>\s*;\s*rel="?next', headers.get("Link", ""))
            if following is None:
                return
            # Only a path of this registry: the next page must not lead elsewhere.
            parts = urlsplit(urljoin(self._base + path, following[1]))
            path = parts.path.removeprefix(urlsplit(self._base).path) + "?" + parts.query

    async def images(self, repository: str, tag: str) -> list[ScannedImage]:
        """The image of a tag, once per architecture; empty where it is none that a node could start."""
        scope = f"repository:{repository}:pull"
        path = f"/v2/{repository}/manifests/"
        status, body, _ = await self._ask(path + tag, scope, (*INDEXES, *MANIFESTS))
        if status == 404:
            return []
        if status != 200:
            raise RegistryProblem(f"{_where(self._base)} answered {status} for {repository}:{tag}.")
        digest = _digest(body)
        manifest = _object(body)
        if manifest.get("manifests") is None:
            found = await self._image(repository, tag, digest, manifest, scope)
            return [found] if found is not None else []
        images = []
        for entry in manifest["manifests"][:64]:
            platform = entry.get("platform") or {} if isinstance(entry, dict) else {}
            inner = str(entry.get("digest", "")) if isinstance(entry, dict) else ""
            if platform.get("os") != "linux" or not _DIGEST.fullmatch(inner):
                continue
            content = await self._content(path + inner, inner, scope, MANIFESTS)
            found = await self._image(repository, tag, digest, _object(content), scope)
            if found is not None:
                images.append(found)
        return images

    async def _image(
        self, repository: str, tag: str, digest: str, manifest: Mapping[str, Any], scope: str
    ) -> ScannedImage | None:
        config = manifest.get("config")
        inner = str(config.get("digest", "")) if isinstance(config, dict) else ""
        if not _DIGEST.fullmatch(inner):
            return None  # a manifest of the first version, or of something else than an image
        told = _object(await self._content(f"/v2/{repository}/blobs/{inner}", inner, scope))
        if told.get("os") != "linux":
            return None
        inside = told.get("config")
        labels = inside.get("Labels") if isinstance(inside, dict) else None
        plain = {str(k): str(v) for k, v in labels.items()} if isinstance(labels, dict) else {}
        if sum(len(k) + len(v) for k, v in plain.items()) > LABELS_LIMIT:
            return None
        layers = [layer for layer in manifest.get("layers") or () if isinstance(layer, dict)]
        architecture = str(told.get("architecture", ""))[:32]
        return ScannedImage(
            name=repository,
            tag=tag,
            architecture=ARCHITECTURES.get(architecture, architecture),
            digest=digest,
            size_bytes=sum(size for layer in layers if isinstance(size := layer.get("size"), int)),
            labels=plain,
        )

    async def _content(self, path: str, digest: str, scope: str, accept: tuple[str, ...] = ()) -> bytes:
        status, body, _ = await self._ask(path, scope, accept)
        if status != 200:
            raise RegistryProblem(f"{_where(self._base)} answered {status} to {path}.")
        if _digest(body) != digest:
            raise RegistryProblem(f"{_where(self._base)} gave something else than {digest}.")
        return body

    # How it is asked

    async def _ask(
        self, path: str, scope: str, accept: tuple[str, ...] = ()
    ) -> tuple[int, bytes, Mapping[str, str]]:
        """GET with the credentials that it asks for."""
        for attempt in range(2):
            headers = {"Accept": ", ".join(accept)} if accept else {}
            if scope in self._tokens:
                headers["Authorization"] = f"Bearer {self._tokens[scope]}"
            elif self._basic:
                headers |= self._basic_header()
            status, body, answered = await self._get(self._base + path, headers)
            if status != 401 or attempt:
                break
            await self._log_in(answered.get("WWW-Authenticate", ""), scope)
        if status in (401, 403):
            who = "with its credentials" if self._registry.username else "without credentials"
            raise RegistryProblem(f"{_where(self._base)} lets nobody in {who} (status {status}).")
        return status, body, answered

    async def _log_in(self, challenge: str, scope: str) -> None:
        kind, _, rest = challenge.partition(" ")
        if kind.lower() == "basic":
            self._basic = True
            return
        said = dict(re.findall(r'(\w+)="([^"]*)"', rest))
        if kind.lower() != "bearer" or "realm" not in said:
            raise RegistryProblem(f"{_where(self._base)} wants a way to log in that is not known here.")
        realm = said["realm"]
        if urlsplit(realm).scheme != "https" and urlsplit(self._base).scheme == "https":
            raise RegistryProblem(f"{_where(self._base)} wants credentials sent without encryption.")
        # What it says of the scope is not taken: no more than reading is ever asked for.
        query = {"scope": scope} | ({"service": said["service"]} if "service" in said else {})
        url = str(URL(realm).update_query(query))
        status, body, _ = await self._get(url, self._basic_header())
        told = _json(body) if status == 200 else {}
        token = (told.get("token") or told.get("access_token")) if isinstance(told, dict) else None
        if not isinstance(token, str):
            raise RegistryProblem(f"{_where(realm)} gave no token (status {status}).")
        self._tokens[scope] = token

    def _basic_header(self) -> dict[str, str]:
        if not self._registry.username:
            return {}
        pair = f"{self._registry.username}:{self._registry.password or ''}"
        return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}

    async def _get(self, url: str, headers: Mapping[str, str]) -> tuple[int, bytes, Mapping[str, str]]:
        assert self._http is not None
        try:
            # Blobs may lie elsewhere; aiohttp leaves credentials behind when a redirect leads there.
            async with self._http.get(
                URL(url, encoded=True), headers=headers, ssl=self._tls, max_redirects=3
            ) as response:
                body = await response.content.read(LIMIT + 1)
                while len(body) <= LIMIT and (more := await response.content.read(LIMIT + 1 - len(body))):
                    body += more
                if len(body) > LIMIT:
                    raise RegistryProblem(f"{_where(url)} gave more than {LIMIT} bytes at once.")
                return response.status, body, response.headers
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            why = str(error) or type(error).__name__
            raise RegistryProblem(f"{_where(url)} does not answer: {why}") from None


def _where(url: str) -> str:
    parts = urlsplit(url)
    return f"The registry at {parts.scheme}://{parts.netloc}"


def _digest(body: bytes) -> str:
    return "sha256:" + hashlib.sha256(body).hexdigest()


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise RegistryProblem("The registry's answer is no JSON.") from None


def _object(body: bytes) -> dict[str, Any]:
    found = _json(body)
    return found if isinstance(found, dict) else {}
