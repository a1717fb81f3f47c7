"""Names of modules by the places of their files, and what names in a module stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .model import Import, Module


def module_name(path: str, root: str) -> tuple[str, bool]:
    """The dotted name of a file below a folder, and whether it is a package."""
    name = (
        path.removeprefix(f"{root}/" if root else "")
        .removesuffix(".py")
        .removesuffix(".pyi")
        .replace("/", ".")
    )
    is_package = name == "__init__" or name.endswith(".__init__")
    return name.removesuffix("__init__").removesuffix("."), is_package


def package_root(path: str, is_file: Callable[[str], bool]) -> str:
    """The nearest folder above a file that is no package: what would be on Python's path."""
    folder = path.rpartition("/")[0]
    while folder and is_file(f"{folder}/__init__.py"):
        folder = folder.rpartition("/")[0]
    return folder


def imported_module(item: Import, name: str, *, is_package: bool) -> str | None:
    """The module that an import names, in a module of a name; None where its dots lead out of the root."""
    if not item.level:
        return item.module
    parts = name.split(".") if name else []
    up = item.level - is_package
    if up > len(parts):
        return None
    base = parts[: len(parts) - up]
    found = ".".join([*base, *([item.module] if item.module else [])])
    return found or None


def aliases(module: Module, name: str, *, is_package: bool) -> Mapping[str, str]:
    """The names that imports bind anywhere in a module, and the dotted names that these stand for."""
    found: dict[str, str] = {}
    for item in module.imports:
        source = imported_module(item, name, is_package=is_package)
        if source is None or item.name == "*":
            continue
        if item.name:
            found[item.alias or item.name] = f"{source}.{item.name}"
        elif item.alias:
            found[item.alias] = source
        else:
            top = source.partition(".")[0]
            found[top] = top
    return found


def resolved(written: str, known: Mapping[str, str]) -> str:
    """A dotted name with its first part as the imports of the module have it."""
    for end, character in enumerate(written):
        if character in ".([":
            return known.get(written[:end], written[:end]) + written[end:]
    return known.get(written, written)
