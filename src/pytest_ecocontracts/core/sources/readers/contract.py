"""``contract: ID`` with ``at``: what another contract of the catalog says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ...model import Reference, Report
from ...pointers import join
from ..files import SourceFiles
from ..linking import contract_of
from ..model import Element, Place, Reader, SourceBlocked
from ..pointing import NotThere, Pointer, parse_pointer

if TYPE_CHECKING:
    from ...model import Contract


@dataclass(frozen=True, slots=True)
class ContractData:
    """The values at a pointer of a contract, as it is written."""

    reference: Reference
    at: Pointer
    must: bool

    def problem(self, contract: Contract) -> tuple[str, str | None] | None:
        """Every contract can be read."""
        return None

    def read(self, files: SourceFiles) -> Iterator[Element]:
        """Yield the values in the order of the contract."""
        document = contract_of(files, self.reference).document
        files.examined += 1
        files.paths.append(document.path)
        place = Place(document.path, document=document.index)
        try:
            for found in self.at.find(document.data, must=self.must):
                record = {"name": found.value, "value": found.member} if self.at.is_names else found.value
                yield Element(
                    found.value, place._replace(pointer=found.pointer, is_key=self.at.is_names), record
                )
        except NotThere as missing:
            raise SourceBlocked(
                document.path,
                f"{missing} in the contract {self.reference.contract_id!r}",
                place._replace(pointer=missing.pointer),
                expected=f"a value at {self.at.text}",
                found=missing.found,
                fix=f"{missing.fix}; or write 'missing: none' where it may be without it",
            ) from None


class ContractKind:
    """The kind of source ``contract``."""

    name: Final = "contract"
    options: Final = frozenset({"at", "missing"})

    def parse(self, fields: Mapping[str, object], pointer: str, report: Report) -> Reader | None:
        """Read ``contract``, an id, and ``at``."""
        if "at" not in fields:
            report.add(
                "ECC004",
                "nothing says what is read of the contract",
                pointer=pointer,
                expected="at, a pointer into the contract",
                found="nothing",
                metadata={"keyword": "contract"},
            )
            return None
        reference = Reference(join(pointer, self.name), str(fields[self.name]))
        at = parse_pointer(str(fields["at"]), join(pointer, "at"), report)
        return ContractData(reference, at, fields.get("missing") != "none") if at is not None else None


KIND: Final = ContractKind()
