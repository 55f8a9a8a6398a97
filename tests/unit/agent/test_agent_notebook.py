"""The notebook's launcher: the slow import comes later, and nothing is lost by it."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator

import pytest

from kernelyard_agent.runner import late_imports

pytest.importorskip(late_imports.SLOW)


@pytest.fixture
def without_it() -> Iterator[None]:
    kept = {
        name: module for name, module in sys.modules.items() if name.partition(".")[0] == late_imports.SLOW
    }
    for name in kept:
        del sys.modules[name]
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] == late_imports.SLOW]:
        del sys.modules[name]
    sys.modules.update(kept)


@pytest.mark.usefixtures("without_it")
def test_the_real_module_takes_over_at_first_use() -> None:
    assert late_imports.put_off()
    module = importlib.import_module(late_imports.SLOW)
    is_valid_syntax = module.is_valid_syntax
    assert sys.modules[late_imports.SLOW] is module
    assert is_valid_syntax("iri", "https://example.org/ä")
    assert not is_valid_syntax("iri", "no iri")
    assert sys.modules[late_imports.SLOW] is not module
    assert not late_imports.put_off()


@pytest.mark.usefixtures("without_it")
def test_other_names_of_it_work_too() -> None:
    late_imports.put_off()
    assert importlib.import_module(f"{late_imports.SLOW}.utils")
    assert callable(importlib.import_module(late_imports.SLOW).parse)


def test_the_notebooks_imports_do_not_build_the_grammar() -> None:
    code = (
        "from kernelyard_agent.runner import late_imports\nlate_imports.put_off()\nimport sys, jsonschema\n"
        "assert 'lark' not in sys.modules\n"
        "check = jsonschema.FormatChecker()\n"
        "assert check.conforms('https://example.org/', 'iri')\nassert not check.conforms('no iri', 'iri')\n"
        "assert 'lark' in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_runner_starts_with_the_standard_library_alone() -> None:
    code = (
        "import sys, kernelyard_agent.runner.session\n"
        "heavy = {'aiohttp', 'pydantic', 'jupyter_client', 'zmq', 'traitlets', 'psutil', 'tornado'}\n"
        "sys.exit(repr(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
