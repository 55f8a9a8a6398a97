"""Rules of the house that no tool checks: names, sizes, addresses, lock files, fragments."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from tests.parts import ROOT

SOURCE_ROOTS = ("agent", "hub_ext", "labextension", "spawner", "storage_proxy")
FILE_LINES = 500
FUNCTION_LINES = 80
"""60 is the aim; a table of routes or a composition root may need a little more."""
BINARY = {".png", ".ico", ".woff2", ".gz"}


def tracked(*patterns: str) -> list[Path]:
    """Files in git that match, new ones included, deleted ones not."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in sorted(set(listed.stdout.splitlines())) if (ROOT / name).is_file()]


def tell(wrong: list[str], rule: str) -> None:
    """Fail with one line per offender."""
    if wrong:
        pytest.fail(f"{rule}:\n  " + "\n  ".join(wrong), pytrace=False)


def test_things_are_named_by_what_they_are() -> None:
    vague = {"common", "utils", "util", "helpers", "helper", "misc"}
    wrong = [
        str(path.relative_to(ROOT))
        for path in tracked("*.py", "*.ts", "*.tsx")
        if vague & {part.partition(".")[0].lower() for part in path.relative_to(ROOT).parts}
    ]
    tell(wrong, "a thing is found by its name; no common, utils, helpers")


def test_files_stay_small() -> None:
    # Migrations are records of one day: they are neither split nor edited.
    paths = [path for path in tracked("*.py", "*.ts", "*.tsx") if "migrations" not in path.parts]
    sizes = {path: len(path.read_text().splitlines()) for path in paths}
    wrong = [f"{path.relative_to(ROOT)}: {lines}" for path, lines in sizes.items() if lines > FILE_LINES]
    tell(wrong, f"a file past {FILE_LINES} lines wants to be two")


def functions(path: Path) -> list[tuple[str, int, int]]:
    """Name, first line and number of lines of every function in a Python file."""
    return [
        (node.name, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_functions_stay_small() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line} {name}: {lines} lines"
        for path in tracked("*.py")
        if "migrations" not in path.parts
        for name, line, lines in functions(path)
        if lines > FUNCTION_LINES
    ]
    tell(wrong, f"a function past {FUNCTION_LINES} lines wants to be two")


CONTRACTS = {
    "kernelyard_agent": {"slots", "protocol", "joining", "mounting", "client", "tls"},
    "kernelyard_storage": {"protocol", "client"},
    "kernelyard_hub": {"protocol", "client"},
    "kernelyard_spawner": set(),
    "kernelyard_lab": set(),
}
"""What other rooms may import of a package."""


def imported(path: Path) -> set[str]:
    """Full names of everything that a Python file imports absolutely."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_rooms_know_contracts_and_clients_of_each_other_and_nothing_else() -> None:
    wrong = []
    for root in SOURCE_ROOTS:
        for path in tracked(f"{root}/*.py"):
            own = next((part for part in path.parts if part in CONTRACTS), "")
            for name in sorted(imported(path)):
                package, _, rest = name.partition(".")
                if package in CONTRACTS and package != own and rest.split(".")[0] not in CONTRACTS[package]:
                    wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    tell(wrong, "who serves a contract owns it")


# Written in pieces, so that this file passes its own test.
ADDRESSES = re.compile(
    "|".join(
        [
            r"(?:files\.)?pypi\.(?:or" + "g|io)",
            "pythonhosted" + r"\.org",
            r"registry\.npmjs" + r"\.(?:org|com)",
            r"npmmirror" + r"\.com",
            r"deb\.debian" + r"\.org",
            r"proxy\.golang" + r"\.org",
            r"(?<![\w/.~-])/wor" + r"k/(?:main|shared|\.library)\b",
            r"(?<![\w.~-])/roo" + r"t/(?:\.pyenv|\.cache|\.npmrc)",
            r"(?<![\w.~-])/tm" + r"p/(?:team|setup|h\d)\b",
        ]
    )
)


def test_no_file_names_a_registry_or_a_developers_machine() -> None:
    wrong = []
    for path in tracked():
        if path.suffix in BINARY:
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            found = ADDRESSES.search(line)
            if found:
                wrong.append(f"{path.relative_to(ROOT)}:{number} {found.group()}")
    tell(wrong, "registries and paths of one machine are that machine's configuration")


def test_the_rule_about_addresses_finds_them_and_spares_the_products_own_paths() -> None:
    for text in (
        "https://registry.npmjs" + ".org/x/-/x.tgz",
        "index-url = https://pypi" + ".org/simple",
        "see /wor" + "k/shared/spec",
        "'/tm" + "p/h3'",
    ):
        assert ADDRESSES.search(text), text
    for text in ("/home/work/shared-folder", "mounts lie in /home/work", "../shared/spec", "/tmp/ky-site-x"):
        assert not ADDRESSES.search(text), text


def lock_files() -> list[Path]:
    return tracked("*package-lock.json")


def test_lock_files_carry_hashes_and_no_addresses() -> None:
    assert lock_files(), "the proxy's lock file is committed"
    wrong: list[str] = []
    for path in lock_files():
        packages = json.loads(path.read_text())["packages"]
        name = str(path.relative_to(ROOT))
        wrong.extend(f"{name}: {key} is resolved" for key, entry in packages.items() if "resolved" in entry)
        wrong.extend(
            f"{name}: {key} has no integrity hash"
            for key, entry in packages.items()
            if key and "integrity" not in entry and not entry.get("link") and not entry.get("inBundle")
        )
    tell(wrong, "a lock file names versions and hashes; where they come from is the machine's configuration")


def test_npm_is_told_to_keep_addresses_out_of_lock_files() -> None:
    wrong = [
        str(path.parent.relative_to(ROOT))
        for path in lock_files()
        if not (path.parent / ".npmrc").exists()
        or "omit-lockfile-registry-resolved=true" not in (path.parent / ".npmrc").read_text().split()
    ]
    tell(wrong, "beside a lock file lies an .npmrc with omit-lockfile-registry-resolved=true")


def test_test_modules_have_names_of_their_own() -> None:
    names = Counter(path.name for path in tracked("tests/*.py") if path.name.startswith("test_"))
    tell([name for name, count in names.items() if count > 1], "two test modules share a name")


def test_every_source_root_is_introduced() -> None:
    wrong = [
        root
        for root in SOURCE_ROOTS
        if not (ROOT / root / "README.md").exists()
        or not 5 <= len((ROOT / root / "README.md").read_text().splitlines()) <= 60
    ]
    tell(wrong, "each source root has a README of at most a page")


def test_every_package_says_that_it_is_typed() -> None:
    packages = [
        path.parent for root in SOURCE_ROOTS for path in (ROOT / root).glob("kernelyard_*/__init__.py")
    ]
    assert len(packages) == len(SOURCE_ROOTS)
    tell([str(path) for path in packages if not (path / "py.typed").exists()], "py.typed is missing")


def test_news_fragments_have_a_kind_that_the_changelog_knows() -> None:
    name = re.compile(r"\+?[a-z0-9-]+\.(?:feature|fix)\.md")
    wrong = [path.name for path in tracked("changes/*.md") if not name.fullmatch(path.name)]
    tell(wrong, "a fragment is called +noun.feature.md or +noun.fix.md")


LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def test_links_between_documents_lead_somewhere() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in tracked("*.md")
        if "changes" not in path.parts
        for target in LINK.findall(path.read_text())
        if "://" not in target and not (path.parent / target).exists()
    ]
    tell(wrong, "a link leads nowhere")


def test_nothing_is_left_to_do_in_the_sources() -> None:
    marker = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked("*.py", "*.ts", "*.tsx")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if marker.search(line)
    ]
    tell(wrong, "what is not built is said in docs/status.md, not in the code")
