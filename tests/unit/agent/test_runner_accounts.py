"""The session's user in an image's own files."""

from __future__ import annotations

from pathlib import Path

import pytest

from kernelyard_agent.runner import accounts, entry

PASSWD = "root:x:0:0:root:/root:/bin/sh\nubuntu:x:1000:1000::/home/ubuntu:/bin/bash\n"


@pytest.mark.feature("SES-041", "KRN-005")
def test_the_user_comes_before_others_of_the_same_uid() -> None:
    lines = accounts.passwd(PASSWD, 1000, 1000, "/bin/bash").splitlines()
    assert lines[0].startswith("root:")
    assert lines[1] == "work:x:1000:1000:Session:/home/work:/bin/bash"
    assert lines[2].startswith("ubuntu:")


def test_an_images_own_user_of_that_name_gives_way() -> None:
    """The image's uid is of no use: files belong to the site's."""
    text = PASSWD + "work:x:4242:4242::/nowhere:/bin/false\n"
    assert [line for line in accounts.passwd(text, 1000, 1000, "/bin/sh").splitlines() if "work" in line] == [
        "work:x:1000:1000:Session:/home/work:/bin/sh"
    ]


@pytest.mark.parametrize("text", ["", "nobody:x:65534:65534::/:/bin/false\n", "root:x:0:0::/root:/bin/sh"])
def test_images_with_hardly_any_users(text: str) -> None:
    made = accounts.passwd(text, 1000, 1000, "/bin/sh")
    assert "work:x:1000:" in made and made.endswith("\n")
    assert accounts.passwd(made, 1000, 1000, "/bin/sh") == made


def test_group_and_shadow() -> None:
    assert accounts.group("root:x:0:\n", 1000) == "root:x:0:\nwork:x:1000:\n"
    assert accounts.shadow("root:*:1:0:99999:7:::\n").splitlines()[1].startswith("work:*:")


def test_s14_root_finds_no_program_in_places_of_the_user(tmp_path: Path) -> None:
    home, tools = tmp_path / "home", tmp_path / "tools"
    for directory in (home / "bin", tools):
        directory.mkdir(parents=True)
    (tmp_path / "link").symlink_to(home / "bin")
    path = f"{home}/bin:{tools}:.::bin:{tmp_path}/link:{tools}/../home/bin:/usr/bin"
    assert entry.roots_path(path, [str(home)]) == f"{tools}:/usr/bin"
    assert entry.roots_path(path, [str(home), str(tools)]) == "/usr/bin"


def test_s15_a_list_of_users_is_not_read_through_a_link_to_what_is_the_agents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = tmp_path / "run"
    run.mkdir()
    (run / "plan.json").write_text("the plan")
    monkeypatch.setattr(entry, "RUN", run)
    passwd = tmp_path / "passwd"
    passwd.symlink_to(run / "plan.json")
    entry._rewrite(passwd, lambda text: f"{text}work")
    assert passwd.read_text() == "work" and not passwd.is_symlink()
    assert (run / "plan.json").read_text() == "the plan"
