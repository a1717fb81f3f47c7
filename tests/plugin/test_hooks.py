"""Every ``pytest_eco_*`` hook: when it is called, what it may answer, and what happens when it raises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from tests.fakes import catalog_file, note
from tests.plugin.conftest import NOTES, Repository

from pytest_ecocontracts import hookspecs

RAISES = "    raise ZeroDivisionError('in the hook')\n"
#: a hook whose implementation stops what it is asked for, in the words of its specification
HOOKS = {
    "pytest_eco_register_kinds": "registry",
    "pytest_eco_register_sources": "registry",
    "pytest_eco_register_checks": "contract",
    "pytest_eco_modify_contracts": "contracts",
    "pytest_eco_classify_violation": "violation",
    "pytest_eco_check_finished": "record",
    "pytest_eco_run_finished": "record",
    "pytest_eco_summary_lines": "record",
    "pytest_eco_load_document": "path",
    "pytest_eco_resolve_schema": "uri",
}

ARTIFACT = """\
contract: artifact/v1
id: shop.orders
version: 1.0.0
owner: platform
summary: Orders.
path: data/orders.json
schema:
  properties:
    n: {$ref: "https://elsewhere.example/number.json"}
"""


def conftest(repository: Repository, code: str) -> None:
    repository.write({"conftest.py": NOTES + code})


@pytest.fixture
def violated(repository: Repository) -> Repository:
    """One contract with a violation, and one artifact whose schema refers to a URI that only a hook can know."""
    repository.write(
        {
            "ecocontracts.yaml": catalog_file(),
            "contracts/note.contract.yaml": note(
                checks={"look": {"finds": [{"path": "data/a.json"}]}, "fine": {}}
            ),
            "contracts/orders.contract.yaml": ARTIFACT,
            "data/orders.json": '{"n": 1}',
        }
    )
    conftest(repository, "def pytest_eco_resolve_schema(uri):\n    return {'type': 'integer'}\n")
    return repository


def codes(record: dict[str, Any]) -> set[str]:
    return {failure["code"] for failure in record["failures"]}


def specifications() -> Sequence[str]:
    return [name for name in vars(hookspecs) if name.startswith("pytest_eco_")]


def test_every_hook_is_tested_here() -> None:
    assert set(HOOKS) == set(specifications())


@pytest.mark.parametrize("hook", specifications())
@pytest.mark.parametrize(
    "error",
    [
        "raise ZeroDivisionError('in the hook')",
        "raise SystemExit(0)",
        "import pytest; pytest.skip('no')",
        "raise RecursionError",
    ],
)
def test_a_hook_that_raises_is_recorded_and_fails_the_run(
    violated: Repository, hook: str, error: str
) -> None:
    first = (
        ""
        if hook in {"pytest_eco_resolve_schema", "pytest_eco_register_kinds"}
        else violated.root.joinpath("conftest.py").read_text().removeprefix(NOTES)
    )
    kinds = (
        NOTES
        if hook != "pytest_eco_register_kinds"
        else NOTES.replace("def pytest_eco_register_kinds(registry):", "def register(registry):")
    )
    violated.write({"conftest.py": kinds + first + f"\ndef {hook}({HOOKS[hook]}):\n    {error}\n"})
    result = violated.run()
    text = result.stdout.str() + result.stderr.str()
    assert result.ret == 1, text
    assert "INTERNALERROR" not in text
    assert "ECZ005" in codes(violated.record())
    hooks = {
        failure["metadata"]["hook"]
        for failure in violated.record()["failures"]
        if failure["code"] == "ECZ005"
    }
    assert hooks == {hook}


@pytest.mark.parametrize(
    "hook",
    [
        "pytest_eco_check_finished",
        "pytest_eco_summary_lines",
        "pytest_eco_modify_contracts",
        "pytest_eco_register_kinds",
    ],
)
def test_a_hook_that_raises_fails_a_run_that_is_otherwise_green(violated: Repository, hook: str) -> None:
    (violated.root / "contracts/note.contract.yaml").unlink()
    code = violated.root.joinpath("conftest.py").read_text()
    violated.write(
        {
            "conftest.py": code + f"\ndef {hook}({HOOKS[hook]}):\n{RAISES}"
            if hook != "pytest_eco_register_kinds"
            else code.replace("    registry.register(NoteKind())\n", RAISES)
        }
    )
    assert violated.run().ret == 1
    assert codes(violated.record()) == {"ECZ005"}
    assert violated.record()["outcome"] != "success"


def test_a_kind_of_a_plugin_is_a_kind(violated: Repository) -> None:
    conftest(violated, "")
    result = violated.run("contracts/note.contract.yaml")
    result.assert_outcomes(passed=1, failed=1)


@pytest.mark.parametrize("name", ["note", "artifact"])
def test_a_kind_that_exists_cannot_be_registered_again(violated: Repository, name: str) -> None:
    conftest(
        violated,
        f"class Second(NoteKind):\n    name = {name!r}\ndef pytest_configure(config):\n    config.pluginmanager.register(Plugin())\nclass Plugin:\n    def pytest_eco_register_kinds(self, registry):\n        registry.register(Second())\n",
    )
    assert violated.run().ret == 1
    assert "ECZ005" in codes(violated.record())


CHECKS = """
from pytest_ecocontracts.core.model import Check, Chunk, Outcome
def pytest_eco_register_checks(contract):
    if contract.id != "shop.note":
        return None
    return [{}]
"""


def test_checks_of_plugins_stand_after_those_of_the_kind(violated: Repository) -> None:
    conftest(violated, CHECKS.format("Check(name='mine', run=lambda context, chunk: Outcome(examined=1))"))
    result = violated.run("--co", "-q", "contracts/note.contract.yaml")
    result.stdout.fnmatch_lines(
        ["*shop.note[[]look]", "*shop.note[[]fine]", "*shop.note[[]mine]"], consecutive=True
    )
    violated.run("contracts/note.contract.yaml").assert_outcomes(passed=2, failed=1)


@pytest.mark.parametrize(
    ("check", "code"),
    [
        ("Check(name='mine', run=lambda context, chunk: Outcome())", "ECC009"),
        ("Check(name='mine', run=lambda context, chunk: None)", "ECZ001"),
        ("Check(name='mine', run=lambda context, chunk: 1 / 0)", "ECZ001"),
        ("Check(name='mine', run=lambda context, chunk: exit(0))", "ECZ001"),
        ("Check(name='mine', run=lambda context, chunk: pytest.skip('no'))", "ECZ001"),
        ("Check(name='mine', run=lambda context, chunk: Outcome(examined='many'))", "ECZ001"),
        (
            "Check(name='mine', run=lambda context, chunk: Outcome(examined=1), split=lambda context: 1 / 0)",
            "ECZ001",
        ),
        ("Check(name='mine', run=lambda context, chunk: Outcome(), split=lambda context: [])", "ECC009"),
        (
            "Check(name='mine', run=lambda context, chunk: Outcome(examined=1), split=lambda context: [Chunk(), Chunk()])",
            "ECZ001",
        ),
        ("Check(name='look', run=lambda context, chunk: Outcome(examined=1))", "ECZ001"),
        ("Check(name='a::b', run=lambda context, chunk: Outcome(examined=1))", "ECZ001"),
        ("Check(name='a[b]', run=lambda context, chunk: Outcome(examined=1))", "ECZ001"),
        ("Check(name='', run=lambda context, chunk: Outcome(examined=1))", "ECZ001"),
        ("'no check at all'", "ECZ001"),
    ],
)
def test_a_check_that_cannot_be_run_or_named_fails_instead_of_vanishing(
    violated: Repository, check: str, code: str
) -> None:
    conftest(violated, "import pytest\n" + CHECKS.format(check))
    result = violated.run("contracts/note.contract.yaml")
    result.assert_outcomes(passed=1, failed=2)
    assert code in codes(violated.record())
    assert "Traceback" not in result.stdout.str()


def test_an_answer_that_is_no_list_of_checks_is_a_failure(violated: Repository) -> None:
    conftest(violated, "def pytest_eco_register_checks(contract):\n    return 7\n")
    assert violated.run("contracts/note.contract.yaml").ret == 1
    assert "ECZ005" in codes(violated.record())


def test_contracts_can_be_changed_before_they_are_linked(violated: Repository) -> None:
    conftest(
        violated,
        "def pytest_eco_modify_contracts(contracts):\n    contracts[:] = [c for c in contracts if c.id != 'shop.note']\n",
    )
    result = violated.run("--co", "-q")
    assert "shop.note" not in result.stdout.str()


def test_half_a_change_is_none(violated: Repository) -> None:
    conftest(
        violated, "def pytest_eco_modify_contracts(contracts):\n    contracts.clear()\n    raise ValueError\n"
    )
    text = violated.run("--co", "-q").stdout.str()
    assert "shop.note[look]" in text
    assert "ecocontracts.yaml::file[contract]" in text


def test_what_is_no_contract_is_refused(violated: Repository) -> None:
    conftest(violated, "def pytest_eco_modify_contracts(contracts):\n    contracts.append('x')\n")
    assert violated.run().ret == 1
    assert "ECZ005" in codes(violated.record())


def test_a_violation_gets_the_class_of_the_ecosystem(violated: Repository) -> None:
    conftest(violated, "def pytest_eco_classify_violation(violation):\n    return 'late-data'\n")
    violated.run("contracts/note.contract.yaml").stdout.fnmatch_lines(["*class late-data*"])


def test_schemas_by_uri_come_from_the_hook_and_never_from_the_network(violated: Repository) -> None:
    assert violated.run("contracts/orders.contract.yaml").ret == 0
    conftest(violated, "def pytest_eco_resolve_schema(uri):\n    return None\n")
    assert violated.run("contracts/orders.contract.yaml").ret == 1
    assert "ECC018" in codes(violated.record())


def test_documents_of_other_formats_come_from_the_hook(violated: Repository) -> None:
    violated.write({"data/orders.json": "n is 7"})
    conftest(
        violated,
        """
def pytest_eco_resolve_schema(uri):
    return {'type': 'integer'}
def pytest_eco_load_document(path, data):
    return {'n': int(data.split()[-1])} if path.endswith('orders.json') else None
""",
    )
    result = violated.run("contracts/orders.contract.yaml")
    assert result.ret == 0, result.stdout.str()


@pytest.mark.parametrize(
    ("contract", "value", "pointer"), [("json", "{'n': 'seven'}", "/n"), ("csv", "[{'n': 'seven'}]", "/0/n")]
)
def test_of_documents_from_the_hook_no_line_is_known(
    violated: Repository, contract: str, value: str, pointer: str
) -> None:
    """The gate cannot read their format, so a line would be a guess; text and record do without."""
    violated.write({f"data/orders.{contract}": "n is seven\n"})
    if contract == "csv":
        text = (violated.root / "contracts/orders.contract.yaml").read_text()
        violated.write({"contracts/orders.contract.yaml": text.replace("orders.json", "orders.csv")})
    conftest(
        violated,
        f"""
def pytest_eco_resolve_schema(uri):
    return {{'type': 'integer'}}
def pytest_eco_load_document(path, data):
    return {value} if path.startswith('data/') else None
""",
    )
    result = violated.run("contracts/orders.contract.yaml")
    result.stdout.fnmatch_lines([f"*at *data/orders.{contract}  {pointer}"])
    (failure,) = violated.record()["failures"]
    assert failure["location"] == {"path": f"data/orders.{contract}", "pointer": pointer}


def test_a_loading_hook_may_say_what_is_wrong(violated: Repository) -> None:
    conftest(
        violated,
        """
from pytest_ecocontracts.core.errors import LoadError, LoadProblem
def pytest_eco_resolve_schema(uri):
    return {'type': 'integer'}
def pytest_eco_load_document(path, data):
    raise LoadError([LoadProblem(reason='odd', message='the seventh bit is set')])
""",
    )
    violated.run("contracts/orders.contract.yaml").stdout.fnmatch_lines(["*ECS001*the seventh bit is set*"])


def test_the_record_of_each_check_is_heard_as_it_finishes(violated: Repository) -> None:
    conftest(
        violated,
        "def pytest_eco_check_finished(record):\n    print('heard', record['nodeid'], record['status'])\n",
    )
    violated.run("-s", "contracts/note.contract.yaml").stdout.fnmatch_lines(
        [
            "*heard contracts/note.contract.yaml::shop.note[[]look] failed*",
            "*heard contracts/note.contract.yaml::shop.note[[]fine] passed*",
        ]
    )


def test_extensions_stand_in_the_record(violated: Repository) -> None:
    conftest(violated, "def pytest_eco_run_finished(record):\n    return {'shop.weather': {'sun': True}}\n")
    violated.run()
    assert violated.record()["extensions"] == {"shop.weather": {"sun": True}}


@pytest.mark.parametrize(
    "answer",
    ["7", "{'undotted': {}}", "{'a.b': 7}", "{'a.b': {'c': object()}}", "{'a.b': {'c': float('nan')}}", "[]"],
)
def test_extensions_that_cannot_stand_in_the_record_fail_the_run(violated: Repository, answer: str) -> None:
    (violated.root / "contracts/note.contract.yaml").unlink()
    code = violated.root.joinpath("conftest.py").read_text()
    violated.write({"conftest.py": code + f"def pytest_eco_run_finished(record):\n    return {answer}\n"})
    result = violated.run()
    assert result.ret == 1
    assert "INTERNALERROR" not in result.stdout.str()


@pytest.mark.parametrize("answer", ["7", "'text'", "{'a': 1}", "[object()]", "[None]"])
def test_summary_lines_that_are_none_do_not_end_the_run(violated: Repository, answer: str) -> None:
    conftest(violated, f"def pytest_eco_summary_lines(record):\n    return {answer}\n")
    result = violated.run()
    assert result.ret == 1
    assert "INTERNALERROR" not in result.stdout.str()
    assert "run record:" in result.stdout.str()


def test_no_hook_turns_a_failure_into_a_pass(violated: Repository) -> None:
    conftest(
        violated,
        """
def pytest_eco_resolve_schema(uri):
    return {'type': 'integer'}
def pytest_eco_check_finished(record):
    record['status'] = 'passed'
    record['failures'].clear()
def pytest_eco_run_finished(record):
    record['outcome'] = 'success'
    record['failures'].clear()
""",
    )
    assert violated.run().ret == 1
    record = violated.record()
    assert (record["outcome"], codes(record)) == ("failure", {"ECS003"})


def test_hooks_are_unknown_without_the_plugin_unless_optional(repository: Repository) -> None:
    repository.write(
        {
            "conftest.py": "import pytest\n@pytest.hookimpl(optionalhook=True)\ndef pytest_eco_summary_lines(record):\n    return []\n",
            "test_a.py": "def test_a(): pass\n",
        }
    )
    assert repository.process("-p", "no:ecocontracts").ret == 0
