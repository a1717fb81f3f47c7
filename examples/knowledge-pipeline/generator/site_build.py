"""The site: what it was built of, and the page of each memo."""

from __future__ import annotations

from .common import Bus, Data, Record

#: what a site reads of digests; everything else it finds through these
INDEXES = ("digest_registry", "l2_by_window")


class Site(Bus):
    """The log of a build after the last day, with a page for each memo that is indexed."""

    def __init__(self, data: Data) -> None:
        """Begin without pages."""
        super().__init__(data)
        self.pages: list[Record] = []
        self.latest = ""

    def day(self, day: str) -> None:
        """Note the memos of a day."""
        self.latest = day
        self.pages += [
            {
                "page_id": f"{memo['bag_id']}/{memo['memo_slug']}",
                "url": f"/digests/{day}/{memo['bag_type']}/{memo['memo_slug']}/",
                "title": memo["title"],
                "bag_type": memo["bag_type"],
                "bag_id": memo["bag_id"],
                "memo_slug": memo["memo_slug"],
                "window_label": day,
                "md_sha256": memo["md_sha256"],
            }
            for memo in self.data.today["memos"]
        ]

    def end(self) -> None:
        """Write the log."""
        inputs = [
            {
                "path": f"index/{name}.json",
                "sha256": self.data.seals[f"index/{name}.json"].sha256,
                "schema_version": f"{name}.v1",
            }
            for name in INDEXES
        ]
        log: Record = {
            "schema_version": "site_build.v1",
            "run_id": f"site-builder-{self.latest}",
            "built_at": f"{self.latest}T23:55:00Z",
            "target": "https://digests.example",
            "status": "built",
            "inputs": inputs,
            "missing_memos": [],
            "latest": self.latest,
            "pages": self.pages,
            "redirects": [{"from": "/latest-memos/", "to": self.pages[0]["url"]}] if self.pages else [],
        }
        self.data.document("site/build_log.json", log)
