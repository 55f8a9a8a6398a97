"""The references of settings and of the API are what the programs say of themselves."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest
from tests.parts import ROOT


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_reference", ROOT / "docs" / "reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["configuration", "api"])
def test_the_page_is_current(generator: ModuleType, page: str) -> None:
    if getattr(generator, page.upper()).read_text() != getattr(generator, page)():
        pytest.fail(f"docs/{page}.md is behind the code; run: python docs/reference.py", pytrace=False)


def test_every_setting_is_explained(generator: ModuleType) -> None:
    silent = [
        f"{name.partition(':')[2]}.{trait_name}"
        for name in generator.PROGRAMS
        for trait_name, trait in generator.own_traits(generator.load(name))
        if not (trait.help or "").strip()
    ]
    assert not silent


def test_the_page_names_real_settings(generator: ModuleType) -> None:
    page = generator.section("kernelyard_storage.app:StorageProxy", "Storage")
    assert "c.StorageProxy.listen_ip" in page
    assert "'127.0.0.1'" in page
