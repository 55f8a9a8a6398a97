"""Downloads as the hub service grants them: several files of a directory in one archive."""

from __future__ import annotations

import io
import zipfile

import aiohttp
import pytest
from tests.folder_life import create
from tests.hub_rig import HubRig


@pytest.mark.feature("STO-023")
async def test_several_chosen_files(rig: HubRig) -> None:
    await create(rig, "data")
    (folder,) = rig.volume.glob(f"user-{rig.user.user_id}/[0-9a-f][0-9a-f]/*/*")
    (folder / "d").mkdir()
    for name in ("a", "b", "c"):
        (folder / "d" / name).write_text(name)
    path = "/folders/data/request-download"
    body = {"path": "d", "names": ["a", "c"], "archive": "zip"}
    granted = await rig.call("POST", path, body, who=rig.user)
    assert granted.status == 200, granted.text
    async with aiohttp.request("GET", granted.json["url"], params={"token": granted.json["token"]}) as answer:
        packed = zipfile.ZipFile(io.BytesIO(await answer.read()))
    assert sorted(packed.namelist()) == ["d/", "d/a", "d/c"]
    for wrong, field in (
        ({"names": []}, "names"),
        ({"names": ["a"], "archive": False}, "archive"),
        ({"names": ["x"] * 1001}, "names"),
        ({"names": ["x" * 256]}, "names.0"),
        ({"names": ["../b"]}, "paths"),
        ({"names": "a"}, "names"),
    ):
        refused = await rig.call("POST", path, body | wrong, who=rig.user)
        assert (refused.status, field in refused.json["data"]) == (400, True), refused.text
    assert (await rig.call("POST", path, body, who=rig.other)).status == 404
