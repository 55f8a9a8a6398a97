"""The session's user in an image's own files."""

from __future__ import annotations

import pytest

from kernelyard_agent.runner import accounts

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
