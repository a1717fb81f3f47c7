"""The packages whose histories are audited: each ships JSON Schemas in every release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package of PyPI or npm; ``schemas`` are patterns of paths in its archive, ``releases`` in order.

    ``replaced`` is what stands in the schemas for the package's own code to resolve, and what it means.
    """

    name: str
    registry: str
    schemas: tuple[str, ...]
    releases: tuple[str, ...]
    replaced: tuple[bytes, bytes] | None = None

    @property
    def slug(self) -> str:
        """The name as a folder."""
        return self.name.lstrip("@").replace("/", "-")


def _releases(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PACKAGES: Final = (
    Package(
        name="nbformat",
        registry="pypi",
        schemas=("nbformat/v*/*.schema.json",),
        releases=_releases(
            "4.0.1 4.1.0 4.2.0 4.3.0 4.4.0 5.0.2 5.0.8 5.1.3 5.2.0 5.3.0 5.4.0 5.5.0 5.6.1 5.7.0 5.7.3"
            " 5.8.0 5.9.0 5.9.2 5.10.0 5.10.4 5.11.0 5.11.1"
        ),
    ),
    Package(
        name="cyclonedx-python-lib",
        registry="pypi",
        schemas=("cyclonedx/schema/_res/*.json", "cyclonedx/schema/*.json"),
        # The names of files, by which its validator knows what they hold; the `$id`s are without.
        replaced=(b".SNAPSHOT.", b"."),
        releases=_releases(
            "5.0.0 5.2.0 6.0.0 6.4.4 7.0.0 7.3.0 7.3.4 7.6.2 8.0.0 8.5.0 8.9.0 9.0.0 9.1.0 10.0.0 10.5.0"
            " 11.0.0 11.4.0 11.8.0 11.10.0 11.12.0"
        ),
    ),
    Package(
        name="check-jsonschema",
        registry="pypi",
        schemas=("check_jsonschema/builtin_schemas/*/*.json",),
        releases=_releases(
            "0.22.0 0.23.3 0.24.1 0.25.0 0.26.3 0.27.4 0.28.6 0.29.4 0.30.0 0.31.3 0.32.1 0.33.3 0.34.1"
            " 0.35.0 0.36.2 0.37.4 0.38.2 0.39.0"
        ),
    ),
    Package(
        name="@octokit/webhooks-schemas",
        registry="npm",
        schemas=("schema.json",),
        releases=_releases(
            "3.69.1 3.69.3 3.77.1 4.1.0 4.13.0 5.5.1 5.8.0 6.7.0 6.10.0 6.11.0 7.0.2 7.0.3 7.1.0 7.3.1"
            " 7.4.0 7.5.0 7.5.1 7.6.1"
        ),
    ),
    Package(
        name="@asyncapi/specs",
        registry="npm",
        # those with an $id; beside each there is the same without
        schemas=("schemas/?.?.?.json",),
        releases=_releases(
            "2.8.1 2.9.0 2.14.0 3.0.0 3.2.1 4.0.1 4.1.2 4.2.1 4.3.1 5.0.1 5.1.0 6.1.0 6.2.0 6.3.0 6.4.0"
            " 6.5.0 6.5.6 6.6.0 6.7.1 6.8.1 6.9.0 6.10.0 6.11.1"
        ),
    ),
    Package(
        name="vega-lite",
        registry="npm",
        schemas=("build/vega-lite-schema.json",),
        releases=_releases("5.0.0 5.2.0 5.6.1 5.9.3 5.14.1 5.17.0 5.21.0 5.23.0 6.0.0 6.2.0 6.4.3 6.5.0"),
    ),
)
