"""A directory's entries as the API answers them (golden 069, T46): the text is what two dumped lists were."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kernelyard_hub.operations.vfolders.listing import render
from kernelyard_storage.protocol import FileEntry, FileList

BITS = {"FILE": stat.S_IFREG, "DIRECTORY": stat.S_IFDIR, "SYMLINK": stat.S_IFLNK, "OTHER": 0}
MOMENTS = st.integers(0, 4_000_000_000_000_000).map(lambda micro: micro / 1_000_000)
ENTRIES = st.builds(
    FileEntry,
    name=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
    type=st.sampled_from(sorted(BITS)),
    size=st.integers(0, 1 << 62),
    mode=st.integers(0, 0o7777),
    created=MOMENTS,
    modified=MOMENTS,
)


@pytest.mark.parametrize("moment", [-1e18, 3e11, 1e18])
def test_a_time_without_a_date_stops_no_listing(moment: float) -> None:
    entry = FileEntry(name="a", type="FILE", size=1, mode=0o644, created=1.0, modified=moment)
    found = json.loads(render(FileList(entries=[entry]).model_dump_json().encode()))
    assert found["items"][0]["modified"] in ("1970-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00")


@given(entries=st.lists(ENTRIES, max_size=5))
@example(entries=[])
def test_both_texts_are_those_of_the_lists(entries: list[FileEntry]) -> None:
    found = json.loads(render(FileList(entries=entries).model_dump_json().encode()))
    assert found == {
        "items": [
            {
                "name": each.name,
                "type": each.type,
                "size": each.size,
                "mode": oct(each.mode)[2:],
                "created": datetime.fromtimestamp(each.created, UTC).isoformat(),
                "modified": datetime.fromtimestamp(each.modified, UTC).isoformat(),
            }
            for each in entries
        ],
        "files": found["files"],
    }
    assert json.loads(found["files"]) == [
        {
            "filename": each.name,
            "size": each.size,
            "mode": stat.filemode(BITS[each.type] | each.mode),
            "ctime": each.created,
            "atime": 0,
            "mtime": each.modified,
        }
        for each in entries
    ]
