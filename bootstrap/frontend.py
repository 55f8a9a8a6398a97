"""The proxy from npm, the console pages, the web terminal's page and the JupyterLab panel: built once, again
when their sources have changed."""

from __future__ import annotations

import shutil
from pathlib import Path

from .node import Tools
from .packages import digest
from .steps import Steps, read_stamp, write_stamp

NOT_COPIED = shutil.ignore_patterns(
    "node_modules", "__pycache__", "static", "lib", "labextension", "ui-tests"
)
BUILD_TOOLS = "installing what the front end is built with"
PANEL_TOOLS = "installing what the panel is built with"
TERMINAL = Path("kernelyard_agent", "runner", "apps", "static")
"""The web terminal's page in the agent's package."""
PANEL = "kernelyard-lab"
"""The panel's directory below ``share/jupyter/labextensions``."""


def ensure_proxy(steps: Steps, tools: Tools, source: Path, target: Path) -> None:
    """configurable-http-proxy from the committed lock file."""
    files = [source / name for name in ("package.json", "package-lock.json", ".npmrc")]
    if _is_done(target, files, source):
        return
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for file in files:
        shutil.copy2(file, target)
    _install(steps, "installing the proxy", tools, ["--ignore-scripts"], target)
    _done(target, files, source)


def ensure_console(steps: Steps, tools: Tools, source: Path, build: Path, console: Path) -> None:
    """The console's pages in ``console``, built from a copy of the sources in ``build``."""
    files = front_end_files(source)
    if _is_done(console, files, source):
        return
    copy = _copy(source, build)
    _install(steps, BUILD_TOOLS, tools, ["--omit=dev"], copy)
    _npm(steps, "building the console", tools, ["run", "build:console", "--", "--outDir", str(console)], copy)
    _done(console, files, source)


def ensure_terminal(steps: Steps, tools: Tools, source: Path, build: Path, venv: Path) -> None:
    """The web terminal's page in the environment's agent."""
    files = front_end_files(source)
    for packages in (venv / "lib").glob("python3*/site-packages"):
        target = packages / TERMINAL
        if not target.parent.is_dir() or _is_done(target, files, source):
            continue
        copy = _copy(source, build)
        _install(steps, BUILD_TOOLS, tools, ["--omit=dev"], copy)
        _build_terminal(steps, tools, copy, target)
        _done(target, files, source)


def ensure_lab(steps: Steps, tools: Tools, source: Path, build: Path, venv: Path) -> None:
    """The JupyterLab panel in the environment's ``share/jupyter``."""
    target = venv / "share" / "jupyter" / "labextensions" / PANEL
    files = front_end_files(source)
    if not (source / "lab" / "package.json").exists() or _is_done(target, files, source):
        return
    copy = _copy(source, build)
    _install(steps, BUILD_TOOLS, tools, ["--omit=dev"], copy)
    _install(steps, PANEL_TOOLS, tools, [], copy / "lab")
    _npm(steps, "building the JupyterLab panel", tools, ["run", "build:lab"], copy)
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(copy / "kernelyard_lab" / "labextension", target)
    _done(target, files, source)


def ensure_checkout(steps: Steps, tools: Tools, source: Path, static: Path, venv: Path) -> None:
    """All of them, built in the checkout itself, with everything that the front end's own checks need."""
    files = front_end_files(source)
    panel = venv / "share" / "jupyter" / "labextensions" / PANEL
    terminal = source.parent / "agent" / TERMINAL
    built = _is_done(static, files, source) and panel.exists() and terminal.is_dir()
    if built and (source / "node_modules").is_dir():
        return
    _install(steps, "installing what the front end is built and checked with", tools, [], source)
    _npm(
        steps, "building the console", tools, ["run", "build:console", "--", "--outDir", str(static)], source
    )
    _build_terminal(steps, tools, source, terminal)
    if (source / "lab" / "package.json").exists():
        _install(steps, PANEL_TOOLS, tools, [], source / "lab")
        _npm(steps, "building the JupyterLab panel", tools, ["run", "build:lab"], source)
        _link(source / "kernelyard_lab" / "labextension", panel)
    _done(static, files, source)


def _build_terminal(steps: Steps, tools: Tools, source: Path, target: Path) -> None:
    command = ["run", "build:terminal", "--", "--outDir", str(target)]
    _npm(steps, "building the web terminal's page", tools, command, source)


def front_end_files(source: Path) -> list[Path]:
    """What the built pages depend on: every file but the outputs."""
    left_out = {
        "node_modules",
        "__pycache__",
        "lib",
        "labextension",
        "static",
        "kernelyard_lab",
        "etc",
        "ui-tests",
    }
    return [
        path
        for path in sorted(source.rglob("*"))
        if path.is_file() and not left_out & set(path.relative_to(source).parts)
    ]


def _copy(source: Path, build: Path) -> Path:
    """A fresh copy of the sources; what npm installed there before is kept."""
    copy = build / source.name
    for old in front_end_files(copy):
        old.unlink()
    shutil.copytree(source, copy, ignore=NOT_COPIED, dirs_exist_ok=True)
    return copy


def _install(steps: Steps, title: str, tools: Tools, arguments: list[str], cwd: Path) -> None:
    """``npm ci``, unless just that was done before: it deletes and fetches everything each time."""
    made_of = " ".join([digest([cwd / "package.json", cwd / "package-lock.json"], cwd), *arguments])
    stamp = cwd / "node_modules" / ".kernelyard-made-of"
    if read_stamp(stamp) != made_of:
        _npm(steps, title, tools, ["ci", *arguments], cwd)
        write_stamp(stamp, made_of)


def _npm(steps: Steps, title: str, tools: Tools, arguments: list[str], cwd: Path) -> None:
    steps.run(title, [*tools.npm, *arguments], cwd, **tools.environ())


def _link(source: Path, target: Path) -> None:
    if target.is_symlink() or target.is_file():
        target.unlink()
    elif target.is_dir():
        shutil.rmtree(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.symlink_to(source)


def _stamp(target: Path) -> Path:
    return target.with_name(f".{target.name}.made-of")


def _is_done(target: Path, files: list[Path], source: Path) -> bool:
    return target.is_dir() and read_stamp(_stamp(target)) == digest(files, source)


def _done(target: Path, files: list[Path], source: Path) -> None:
    write_stamp(_stamp(target), digest(files, source))
