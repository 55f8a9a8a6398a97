"""Session templates: what may be uploaded, what is shown, and the sessions that come of them."""

from __future__ import annotations

import base64
import json
import logging
import subprocess
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
import yaml
from sqlalchemy import select
from tests.golden import Golden
from tests.hub_rig import HubRig, Reply

from kernelyard_hub import errors
from kernelyard_hub.operations.sessions import templates_format
from kernelyard_hub.operations.sessions.templates_format import HIDDEN, PASSWORD, USERNAME
from kernelyard_hub.store.models import session_templates, sessions

SAMPLE = """\
---
api_version: v1
kind: taskTemplate
metadata:
  name: template1234
  tag: example-tag
spec:
  kernel:
    environ:
      MYCONFIG: AAA
      NUMBER: 1
      TRUTH: yes
    git:
      branch: '19.09'
      commit: 10daee9e328876d75e6d0fa4998d4456711730db
      repository: https://git.example/backend.ai-agent
      destinationDir: /home/work/baiagent
      credential:
        username: me
        password: sesame
    image: python
    run:
      bootstrap: |
        echo more
      stratup: make
  resources:
    cpu: 2
    mem: 1g
  mounts:
    hostpath-test: /home/work/hostDesktop
    test-vfolder:
  sessionType: interactive
"""
"""The documentation's sample, with what else its syntax knows."""
SMALL = {
    "apiVersion": "v1",
    "kind": "task_template",
    "metadata": {"name": "small"},
    "spec": {
        "type": "interactive",
        "kernel": {"image": "python", "environ": {"A": "1", "B": "2"}, "run": {"startup_command": "sleep 1"}},
        "resources": {"cpu": "1", "mem": "256m"},
    },
}


@pytest.fixture(scope="module")
def golden(shared: Path) -> Golden:
    return Golden(shared / "data" / "golden")


def changed(path: str, value: Any) -> dict[str, Any]:
    """`SMALL` with another value in one place."""
    document = json.loads(json.dumps(SMALL))
    *places, last = path.split(".")
    part = document
    for place in places:
        part = part.setdefault(place, {})
    part[last] = value
    return document


@pytest.mark.feature("SES-037")
def test_the_documented_syntax() -> None:
    # The client doubles the newlines of what it reads from a pipe.
    doubled = SAMPLE.replace("\n", "\n\n")
    for text in (SAMPLE, doubled, json.dumps(yaml.safe_load(SAMPLE))):
        (template,) = templates_format.read(text)
        spec = template.spec
        assert (template.metadata.name, template.metadata.tag) == ("template1234", "example-tag")
        assert spec.kernel.environ == {"MYCONFIG": "AAA", "NUMBER": "1", "TRUTH": "true"}
        assert spec.mounts == {"hostpath-test": "/home/work/hostDesktop", "test-vfolder": None}
        assert spec.resources == {"cpu": "2", "mem": "1g"}
        assert spec.kernel.run is not None and spec.kernel.run.startup_command == "make"
        assert spec.kernel.git is not None and spec.kernel.git.branch == "19.09"
        assert "sesame" not in repr(template)


@pytest.mark.parametrize("spelling", ["startup_command", "startupCommand", "startup", "stratup"])
def test_spellings(spelling: str) -> None:
    (template,) = templates_format.read(changed("spec.kernel.run", {spelling: "make"}))
    assert template.spec.kernel.run is not None and template.spec.kernel.run.startup_command == "make"


def test_several_at_once() -> None:
    both = [SMALL, changed("metadata.name", "other")]
    wrapped = {"session_templates": [{"template": SMALL}, {"template": both[1]}]}
    text = "\n---\n".join(yaml.safe_dump(document) for document in both)
    for payload in (both, json.dumps(both), wrapped, text):
        assert [t.metadata.name for t in templates_format.read(payload)] == ["small", "other"]


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("kind", "clusterTemplate", "kind"),
        ("metadata.name", "", "metadata.name"),
        ("metadata.name", None, "metadata.name"),
        ("spec.kernel.image", None, "spec.kernel.image"),
        ("spec.sessionType", "other", "spec"),
        ("spec.kernel.typo", 1, "spec.kernel.typo"),
        ("spec.kernel.environ", "A=1", "spec.kernel.environ"),
        ("spec.mounts", ["a"], "spec.mounts"),
        ("spec.kernel.git", {}, "spec.kernel.git.repository"),
        ("spec.kernel.git", {"repository": "--upload-pack=x"}, "spec.kernel.git.repository"),
        ("spec.kernel.git", {"repository": "ext::sh -c evil"}, "spec.kernel.git.repository"),
        ("spec.kernel.git", {"repository": "file:///etc"}, "spec.kernel.git.repository"),
        ("spec.kernel.git", {"repository": "https://a:b@c/d"}, "spec.kernel.git.repository"),
        ("spec.kernel.git", {"repository": "https://h/r", "branch": "-x"}, "spec.kernel.git.branch"),
        ("spec.kernel.git", {"repository": "https://h/r", "commit": "a b"}, "spec.kernel.git.commit"),
        ("spec.kernel.git", {"repository": "https://h/r", "branch": 19.1}, "spec.kernel.git.branch"),
        (
            "spec.kernel.git",
            {"repository": "https://h/r", "destination_dir": "/etc"},
            "spec.kernel.git.destination_dir",
        ),
        (
            "spec.kernel.git",
            {"repository": "https://h/r", "destination_dir": "a/../../b"},
            "spec.kernel.git.destination_dir",
        ),
        (
            "spec.kernel.git",
            {"repository": "ssh://h/r", "credential": {"username": "a", "password": "sesame"}},
            "spec.kernel.git",
        ),
    ],
)
def test_every_refusal_names_its_field_and_no_value(path: str, value: Any, field: str) -> None:
    with pytest.raises(errors.InvalidParameters) as refused:
        templates_format.read(changed(path, value))
    assert any(name.startswith(field) for name in refused.value.data), refused.value.data
    assert "sesame" not in json.dumps(refused.value.problem())


NO_TEMPLATES = ["", "just text", "{", "a: [", "1", "[]", "a: &a [*a]", "x" * 200_000, [], [1], None]


@pytest.mark.parametrize(
    "payload", [*NO_TEMPLATES, "a: &x y\nb: *x", "!!python/object/apply:os.system [true]", "[" * 5000]
)
def test_payloads_that_are_no_templates(payload: object) -> None:
    with pytest.raises(errors.InvalidParameters):
        templates_format.read(payload)


@pytest.mark.feature("SES-038")
def test_what_is_given_replaces_what_the_template_says() -> None:
    (template,) = templates_format.read(changed("spec.mounts", {"data": "/home/work/x", "more": None}))
    document, _ = templates_format.stored(template)
    make = partial(templates_format.request_body, document)
    bare = make({"name": "abcd", "tag": None, "config": {"mounts": []}})
    assert bare["config"]["mounts"] == ["data", "more"]
    assert bare["config"]["mount_map"] == {"data": "/home/work/x"}
    assert (bare["image"], bare["startupCommand"]) == ("python", "sleep 1")
    # `--no-mount`, `--no-env` and `--no-resource` of the client.
    without = make({"config": {"mounts": [], "mount_map": {}, "environ": {}, "resources": {}}})
    assert without["config"] == {
        "mounts": [],
        "mount_map": {},
        "environ": {},
        "resources": {},
        "resource_opts": {},
        "scaling_group": None,
    }
    given = {"image": "other", "config": {"mounts": ["own"], "environ": {"C": "3"}, "scalingGroup": "g"}}
    other = make(given)
    assert other["image"] == "other"
    assert other["config"]["mounts"] == ["own"] and "mount_map" not in other["config"]
    assert other["config"]["environ"] == {"C": "3"}
    assert other["config"]["scalingGroup"] == "g" and "scaling_group" not in other["config"]


# ── the clone ──────────────────────────────────────────────────────────────────────────────────────────


class _Guarded(SimpleHTTPRequestHandler):
    """Files for whoever knows the password; ``seen`` are the passwords that came."""

    seen: list[str]

    def do_GET(self) -> None:
        given = self.headers.get("Authorization", "")
        if given:
            self.seen.append(base64.b64decode(given.removeprefix("Basic ")).decode())
        if not given:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        super().do_GET()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[tuple[str, list[str]]]:
    """A repository behind a password: its address, and what logged in."""
    source = tmp_path / "served" / "project"
    source.mkdir(parents=True)
    who = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "init.defaultBranch=main"]
    steps: list[list[str]] = [["init", "-q"], ["add", "file"], ["commit", "-qm", "one"], ["tag", "first"]]
    (source / "file").write_text("one")
    for step in [*steps, ["update-server-info"]]:
        subprocess.run(["git", *who, *step], cwd=source, check=True, env=_bare(tmp_path))
    handler = type("Guarded", (_Guarded,), {"seen": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(tmp_path / "served")))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/project/.git", handler.seen
    server.shutdown()
    server.server_close()
    thread.join()


def _bare(home: Path) -> dict[str, str]:
    return {"HOME": str(home), "PATH": "/usr/local/bin:/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM": "1"}


@pytest.mark.parametrize("then", ["touch after", "#!/usr/bin/env python3\nopen('after', 'w')\n"])
def test_a_clone_with_a_password(tmp_path: Path, repository: tuple[str, list[str]], then: str) -> None:
    """Real git, a server that wants a password; the password is in the environment and nowhere else."""
    address, seen = repository
    git = templates_format.Git.model_validate(
        {
            "repository": address,
            "commit": "first",
            "destinationDir": "/home/work/it's mine",
            "credential": {"username": "me", "password": "sesame"},
        }
    )
    script = templates_format.clone_script(git, then)
    assert "sesame" not in script
    home = tmp_path / "home"
    home.mkdir()
    (home / "begin.sh").write_text(script)
    environ = _bare(home) | {USERNAME: "me", PASSWORD: "sesame"}
    for _ in range(2):  # after a restart it is there already
        done = subprocess.run(["sh", "begin.sh"], cwd=home, env=environ, check=True, capture_output=True)
        assert (home / "it's mine" / "file").read_text() == "one"
        assert (home / "after").exists()
        (home / "after").unlink()
    assert set(seen) == {"me:sesame"}
    kept = (home / "it's mine" / ".git" / "config").read_text()
    assert "sesame" not in kept and "helper" not in kept
    assert b"sesame" not in done.stdout + done.stderr


def test_a_clone_by_default_goes_beside(tmp_path: Path) -> None:
    for repository, name in (
        ("https://host/a/project.git", "project"),
        ("git@host:project", "project"),
        ("https://host/..", "repository"),
    ):
        script = templates_format.clone_script(templates_format.Git(repository=repository), "")
        assert f"-- {repository} ./{name}\n" in script


# ── over REST ──────────────────────────────────────────────────────────────────────────────────────────


async def upload(rig: HubRig, payload: object, **more: Any) -> Reply:
    body = {"payload": payload, "group_name": "default", "domain_name": "default", "owner_access_key": None}
    return await rig.call("POST", "/template/session", body | more, who=rig.user)


@pytest.mark.feature("REST-061")
async def test_templates_over_rest(rig: HubRig, golden: Golden) -> None:
    empty = await rig.call("GET", "/template/session", {"all": False}, who=rig.user)
    golden.assert_like(empty, 183)
    made = await upload(rig, SAMPLE)
    assert made.status == 200, made.text
    (one,) = made.json
    listed = (await rig.call("GET", "/template/session", {"all": False}, who=rig.user)).json
    assert {"name", "id", "created_at", "is_owner", "type", "user", "group"} <= set(listed[0])
    assert (listed[0]["name"], listed[0]["id"], listed[0]["is_owner"]) == ("template1234", one["id"], True)
    path = f"/template/session/{one['id']}"
    shown = await rig.call("GET", f"{path}?format=yaml", who=rig.user)
    assert yaml.safe_load(shown.text)["spec"]["kernel"]["git"]["credential"] == {
        "username": "me",
        "password": HIDDEN,
    }
    as_json = await rig.call("GET", f"{path}?format=json", who=rig.user)
    assert as_json.json["spec"]["mounts"]["test-vfolder"] is None
    assert (await rig.call("GET", f"{path}?format=xml", who=rig.user)).status == 400
    row = await _row(rig, one["id"])
    assert "sesame" not in repr(row) and b"sesame" not in row.secrets_encrypted
    # What was shown can be sent back: the password stays.
    again = shown.text.replace("template1234", "renamed")
    assert (await rig.call("PUT", path, {"payload": again}, who=rig.user)).status == 200
    row = await _row(rig, one["id"])
    assert row.name == "renamed" and json.loads(rig.site.box.open(row.secrets_encrypted)) == {"git": "sesame"}
    assert (await rig.call("PUT", path, {"payload": "no"}, who=rig.user)).status == 400
    for method, body in (("GET", None), ("PUT", {"payload": SAMPLE}), ("DELETE", None)):
        for who in (rig.other, rig.admin):
            foreign = await rig.call(method, path, body, who=who)
            unknown = await rig.call(method, f"/template/session/{UUID(int=1)}", body, who=who)
            assert (foreign.status, foreign.text) == (404, unknown.text)
    everything = await rig.call("GET", "/template/session", {"all": True}, who=rig.admin)
    assert [item["is_owner"] for item in everything.json] == [False]
    assert (await rig.call("GET", "/template/session", {"all": True}, who=rig.other)).json == []
    gone = await rig.call("DELETE", path, who=rig.user)
    assert (gone.status, gone.json) == (200, {"success": True})
    assert (await rig.call("GET", path, who=rig.user)).status == 404


async def _row(rig: HubRig, template_id: str) -> Any:
    query = select(session_templates).where(session_templates.c.id == UUID(template_id))
    return await rig.site.store.read(lambda conn: conn.execute(query).one())


async def test_one_bad_template_keeps_all_out(rig: HubRig) -> None:
    refused = await upload(rig, [SMALL, changed("kind", "x")])
    assert refused.status == 400
    assert (await rig.call("GET", "/template/session", who=rig.user)).json == []
    assert (await upload(rig, SMALL, group_name="nobodys")).status == 400


@pytest.mark.feature("REST-060", "SES-038")
async def test_a_session_from_a_template(rig: HubRig, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    agent = await rig.agent()
    sample = yaml.safe_load(SAMPLE)
    del sample["spec"]["mounts"]
    (one,) = (await upload(rig, yaml.safe_dump(sample))).json
    # As the public client sends it.
    body = {
        "template_id": one["id"],
        "domain": "default",
        "group": "default",
        "name": "from-template",
        "dependencies": None,
        "reuseIfExists": True,
        "starts_at": None,
        "config": {"mounts": []},
    }
    made = await rig.call("POST", "/session/_/create-from-template", body, who=rig.user)
    assert made.status == 201, made.text
    session_id = UUID(made.json["sessionId"])
    spec = agent.specs[session_id]
    assert spec.environ["MYCONFIG"] == "AAA"
    assert spec.startup_command == "make"
    assert spec.bootstrap_script is not None and "echo more" in spec.bootstrap_script
    assert "sesame" not in spec.model_dump_json()
    assert agent.credentials[session_id].bootstrap_environ == {USERNAME: "me", PASSWORD: "sesame"}
    row = await rig.site.store.read(
        lambda conn: conn.execute(select(sessions).where(sessions.c.id == session_id)).one()
    )
    assert "sesame" not in repr(row)
    assert row.tag == "example-tag"
    again = await rig.call("POST", "/session/_/create-from-template", body, who=rig.user)
    assert again.json["sessionId"] == made.json["sessionId"]
    body |= {"name": "other-one", "tag": "mine", "startupCommand": "true", "config": {"environ": {"X": "1"}}}
    other = await rig.call("POST", "/session/_/create-from-template", body, who=rig.user)
    spec = agent.specs[UUID(other.json["sessionId"])]
    assert (spec.environ, spec.startup_command) == ({"X": "1"}, "true")
    for bad, status in (
        ({"template_id": str(UUID(int=1))}, 404),
        ({"template_id": None}, 400),
        ({"typo": 1}, 400),
    ):
        refused = await rig.call("POST", "/session/_/create-from-template", body | bad, who=rig.user)
        assert refused.status == status, refused.text
    foreign = await rig.call("POST", "/session/_/create-from-template", body, who=rig.other)
    assert foreign.status == 404
    # S13: a template opens no image that is not allowed.
    elsewhere = await rig.call(
        "POST", "/session/_/create-from-template", body | {"image": "evil/image:1"}, who=rig.user
    )
    assert elsewhere.status == 404
    assert "sesame" not in caplog.text
