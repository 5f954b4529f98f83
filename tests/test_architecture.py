"""The house rules of CONTRIBUTING.md, read from the import statements and from the files themselves."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"

# The floors from the ground up: a part imports only parts of the floors below its own, and itself.
FLOORS = (
    {"registry"},
    {"engines", "case"},
    {"document", "kept"},
    {"enablers"},
    {"guidance"},
    {"requirements"},
    {"apportionment"},
    {"implementation"},
    {"assessment"},
    {"pipeline"},
    {"futures", "loop", "readings", "rolling"},
    {"present", "verify", "testing"},
    {"service", "commands", "failures"},
    {"cli", "interrupts"},
    {"__main__"},
)
# Of an earlier step, a step imports the result type from the package itself, and nothing else.
STEPS = ("guidance", "requirements", "apportionment", "implementation", "assessment")
# The public API, `sinews` itself, may import any part; only the top floors may import it.
ABOVE_THE_API = {"service", "cli", "__main__"}

LINES_PER_FILE = 420
SLOW_TO_IMPORT = ("altair", "highspy", "numba", "polars", "scipy")


@dataclass(frozen=True)
class Import:
    """One imported thing: `name` is what is taken from the module `target` (None for the module itself)."""

    importer: str
    line: int
    target: str
    name: str | None

    def __str__(self) -> str:
        taken = f"{self.name} from " if self.name else ""
        return f"{self.importer}, line {self.line}: imports {taken}{self.target}"


def part(module: str) -> str:
    """`sinews.case.read` is of the part `case`; `sinews` itself is the part ``""``."""
    return module.partition(".")[2].partition(".")[0]


def floor(name: str) -> int:
    for number, parts in enumerate(FLOORS):
        if name in parts:
            return number
    raise AssertionError(f"sinews.{name} stands on no floor: add it to FLOORS and to CONTRIBUTING.md")


def find_modules(source: Path) -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    modules = {}
    for path in sorted((source / "sinews").rglob("*.py")):
        names = path.relative_to(source).with_suffix("").parts
        modules[".".join(names[:-1] if names[-1] == "__init__" else names)] = path
    return modules


def read_imports(modules: dict[str, Path]) -> Iterator[Import]:
    """Every import among `modules`, wherever it stands: inside functions and under TYPE_CHECKING too."""
    for importer, path in modules.items():
        package = importer if path.name == "__init__.py" else importer.rpartition(".")[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name in modules:
                        yield Import(importer, node.lineno, alias.name, None)
            elif isinstance(node, ast.ImportFrom):
                parents = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
                origin = ".".join([*parents, *([node.module] if node.module else [])])
                for alias in node.names:
                    if f"{origin}.{alias.name}" in modules:
                        yield Import(importer, node.lineno, f"{origin}.{alias.name}", None)
                    elif origin in modules:
                        yield Import(importer, node.lineno, origin, alias.name)


def breaks_floors(one: Import) -> bool:
    importer, target = part(one.importer), part(one.target)
    if importer in {"", target}:
        return False
    if target == "":
        return importer not in ABOVE_THE_API
    return floor(target) >= floor(importer)


def breaks_step_rule(one: Import) -> bool:
    """True if a step takes anything of another step but a class, by name, from the package itself."""
    importer, target = part(one.importer), part(one.target)
    if importer == target or importer not in STEPS or target not in STEPS:
        return False
    if one.name is None or one.target != f"sinews.{target}":
        return True
    return not inspect.isclass(getattr(importlib.import_module(one.target), one.name))


def find_circle(imports: list[Import]) -> list[str]:
    graph: dict[str, set[str]] = {}
    for one in imports:
        graph.setdefault(one.importer, set()).add(one.target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


MODULES = find_modules(SOURCE)
IMPORTS = list(read_imports(MODULES))


def test_the_rules_are_read_from_real_imports() -> None:
    assert len(MODULES) > 10
    assert len(IMPORTS) > 10


def test_every_part_has_a_floor() -> None:
    assert all(floor(part(module)) >= 0 for module in MODULES if part(module))


def test_a_part_imports_only_from_below() -> None:
    assert [str(one) for one in IMPORTS if breaks_floors(one)] == []


def test_a_step_takes_only_the_result_type_of_an_earlier_step() -> None:
    assert [str(one) for one in IMPORTS if breaks_step_rule(one)] == []


def test_no_module_imports_itself_through_others() -> None:
    assert find_circle(IMPORTS) == []


def test_no_import_hides_from_these_rules() -> None:
    hidden = re.compile(r"\bimport_module\(|\b__import__\(")
    texts = {module: path.read_text(encoding="utf-8") for module, path in MODULES.items() if part(module)}
    assert [module for module, text in texts.items() if hidden.search(text)] == []


@pytest.mark.parametrize(
    ("importer", "statement", "broken"),
    [
        ("engines/lp", "from sinews.case import Case", True),
        ("case/read", "import sinews.engines.lp", True),
        ("guidance/establish", "from sinews.engines import lp", False),
        ("guidance/establish", "from ..assessment import assess", True),
        ("guidance/establish", "def f():\n    from sinews import plan", True),
        ("present/console", "if TYPE_CHECKING:\n    from sinews.cli import main", True),
        ("present/console", "from . import charts", False),
        ("cli", "import sinews", False),
    ],
)
def test_the_floor_rule_finds_what_it_should(
    tmp_path: Path, importer: str, statement: str, broken: bool
) -> None:
    for name in (
        "engines/lp",
        "case/read",
        "assessment/assess",
        "present/charts",
        "present/console",
        "cli",
        importer,
    ):
        path = tmp_path / "sinews" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        for folder in {path.parent, tmp_path / "sinews"}:
            (folder / "__init__.py").touch()
        path.write_text(statement if name == importer else "")
    found = list(read_imports(find_modules(tmp_path)))
    assert len(found) == 1
    assert breaks_floors(found[0]) is broken


def test_documents_know_no_medium() -> None:
    media = re.compile(r"^\s*(?:from|import) (?:rich|jinja2|markupsafe|typst|xlsxwriter)\b", re.MULTILINE)
    texts = {module: path.read_text(encoding="utf-8") for module, path in MODULES.items()}
    shown = [module for module in texts if part(module) in {"document", "enablers"}]
    assert any(media.search(texts[module]) for module in MODULES if part(module) == "present")
    assert [module for module in shown if media.search(texts[module])] == []


def test_files_stay_short() -> None:
    lengths = {module: len(path.read_text(encoding="utf-8").splitlines()) for module, path in MODULES.items()}
    assert {module: length for module, length in lengths.items() if length > LINES_PER_FILE} == {}


FAMILIES = "sinews.implementation.families"
# What a family of constraints may import of its step: facts and the plan, never the model or a stage.
FACTS = {f"sinews.implementation.{name}" for name in ("instance", "funding", "plan", "suppliers", "types")}
LINES_PER_FUNCTION = 60


def test_no_family_of_constraints_imports_the_model_or_a_stage() -> None:
    found = [one for one in IMPORTS if one.importer.startswith(f"{FAMILIES}.")]
    assert found
    assert [
        str(one)
        for one in found
        if part(one.target) == "implementation"
        and one.target not in FACTS
        and not one.target.startswith(FAMILIES)
    ] == []


def test_a_family_imports_the_families_that_it_needs() -> None:
    contents = importlib.import_module(f"{FAMILIES}.contents")
    families = {(each.__module__, each.__name__): each for each in contents.OURS}
    homes = {module for module, _ in families}
    imported = {
        home: {
            families[one.target, one.name]
            for one in IMPORTS
            if one.importer == home and one.name and (one.target, one.name) in families
        }
        for home in homes
    }
    needed: dict[str, set[type]] = {home: set() for home in homes}
    for (home, _), family in families.items():
        needed[home] |= {need for need in family.needs if need.__module__ != home}
    assert imported == needed


def test_functions_of_families_stay_short() -> None:
    functions = [
        (module, node)
        for module, path in MODULES.items()
        if module.startswith(FAMILIES)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
    assert functions
    lengths = {
        f"{module}.{node.name}": (node.end_lineno or 0) - node.lineno + 1 for module, node in functions
    }
    assert {name: length for name, length in lengths.items() if length > LINES_PER_FUNCTION} == {}


def test_groups_keep_their_order() -> None:
    """Sums over groups in any order would differ in the last digit from run to run."""
    calls = [
        (path, call)
        for path in SOURCE.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "group_by"
    ]
    assert calls
    loose = [
        f"{path.relative_to(ROOT)}, line {call.lineno}"
        for path, call in calls
        if "maintain_order" not in {keyword.arg for keyword in call.keywords}
    ]
    assert loose == []


def test_the_command_line_starts_without_the_heavy_libraries() -> None:
    script = f"import sys, sinews.cli; print(*sys.modules.keys() & set({SLOW_TO_IMPORT!r}))"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout.split(), answer.stderr) == (0, [], "")


def committed_files() -> list[Path]:
    """Every file of the repository but those in folders that .gitignore names."""
    ignored = {
        line.rstrip("/") for line in (ROOT / ".gitignore").read_text().splitlines() if line.endswith("/")
    }
    return [
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file() and not {".git", *ignored} & set(path.relative_to(ROOT).parts)
    ]


# Written in halves, so that this file does not find itself.
PACKAGE_INDEXES = re.compile(rb"py" + rb"pi\.org|python" + rb"hosted|npm" + rb"js\.|ana" + rb"conda\.org")
MACHINE_PATHS = re.compile(rb"(?<![\w.-])/" + rb"(work|root|home/\w+|tmp/dev)/")


@pytest.mark.parametrize("pattern", [PACKAGE_INDEXES, MACHINE_PATHS], ids=["package index", "machine path"])
def test_no_file_names_a(pattern: re.Pattern[bytes]) -> None:
    found = [str(path.relative_to(ROOT)) for path in committed_files() if pattern.search(path.read_bytes())]
    assert found == []


def test_pledges_have_one_reader() -> None:
    """Who needs a pledge asks `sinews.case.pledges`; checks of plans read for themselves, to be checks."""
    source = ROOT / "src" / "sinews"
    readers = {
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        if re.search(r'case\["pledges"\]', path.read_text(encoding="utf-8"))
    }
    assert readers == {"case/pledges.py", "verify/plan/money.py"}


def test_the_check_of_a_plan_takes_nothing_of_the_model() -> None:
    # two people could have written the two: of a plan it knows the tables, of the case all; it has a document
    own = ("sinews.case", "sinews.document", "sinews.verify.plan")
    taken = {(one.target, one.name) for one in IMPORTS if one.importer.startswith("sinews.verify.plan")}
    others = {
        (target, name) for target, name in taken if not f"{target}.".startswith(tuple(f"{o}." for o in own))
    }
    assert others == {
        ("sinews.implementation", "Plan"),
        # what covers so much of the air is for air defence to say
        ("sinews.enablers.air_defence", "units_for_effect"),
    }
