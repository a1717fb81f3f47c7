"""Versions of installed distributions, as the standard library reads them."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from pytest_ecocontracts.adapters.installed import installed_version


@pytest.mark.parametrize("name", ["pytest", "jsonschema", "pyyaml", "packaging"])
def test_versions_are_those_of_the_standard_library(name: str) -> None:
    assert installed_version(name) == version(name)


def test_what_is_not_installed_has_no_version() -> None:
    assert installed_version("no-such-distribution") is None
