"""A folder with files of rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.core.rows.files import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """An empty repository."""
    return Folder(tmp_path)
