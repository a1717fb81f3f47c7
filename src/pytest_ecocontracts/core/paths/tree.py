"""The tree below the root as one run sees it: every folder is listed once, as far as memory allows."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ..ports import FileSystem, Listing

#: names kept in memory; a tree with more is listed again by every check that walks it
MAXIMUM_NAMES: Final = 200_000


class Tree:
    """Memoised listings of a file system; holds at most ``maximum`` names."""

    def __init__(self, files: FileSystem, *, maximum: int = MAXIMUM_NAMES) -> None:
        self._files = files
        self._maximum = maximum
        self._listings: dict[str, Listing] = {}
        self._names = 0

    def list(self, folder: str) -> Listing:
        """List one folder ("" is the root) without following links; raises FileProblem."""
        known = self._listings.get(folder)
        if known is not None:
            return known
        listing = self._files.list(folder)
        self._keep(folder, listing)
        return listing

    def kind(self, path: str) -> str | None:
        """Say what an entry is (file, folder, link, other), or None where nothing is; follows no link."""
        folder, _, name = path.rpartition("/")
        listing = self._listings.get(folder)
        if listing is None or not name:
            return self._files.kind(path)
        for kind, names in (
            ("file", listing.files),
            ("folder", listing.folders),
            ("link", listing.links),
            ("other", listing.others),
        ):
            place = bisect_left(names, name)
            if place < len(names) and names[place] == name:
                return kind
        return None

    def _keep(self, folder: str, listing: Listing) -> None:
        """Remember a listing; the first to come stay, since a walk never comes back to the last ones."""
        size = 1 + sum(map(len, (listing.files, listing.folders, listing.links, listing.others)))
        if self._names + size <= self._maximum:
            self._listings[folder] = listing
            self._names += size
