"""What holds the code base in shape: imports go one way, the app stays free of TensorFlow, modules stay small."""

import ast
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from core.settings import PROJECT_FOLDER

# A package of core imports only packages before it; the modules beside the packages come first.
ROOT_MODULES = {
    "errors", "settings", "directions", "source", "catalog", "assignments", "config_errors", "config_checks", "config",
    "effective_settings", "recipes",
}  # fmt: skip
PACKAGES = [
    "system", "data", "models", "training", "evaluation", "inference", "runs", "comparison", "reports", "cli",
]  # fmt: skip
TENSORFLOW_MODULES = {
    "models.keras_model", "training.adam", "training.keras_internals", "training.loop", "training.train_step",
    "training.progress_callback",
    "training.rnn.cells", "training.rnn.forward_pass", "training.rnn.masked_pass", "training.rnn.packing",
    "training.rnn.time_loop", "runs.jobs.pipeline",
}  # fmt: skip
MAX_PAGE_LINES = 120
MAX_MODULE_LINES = 300
MAX_ENTRIES = 12
MAX_TEST_NAME = 80  # characters
SHARED_NAMES = {"page", "study"}  # the scripts of pages; a study and the verb that trains it

CORE = {
    ".".join(path.relative_to(PROJECT_FOLDER / "core").with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((PROJECT_FOLDER / "core").rglob("*.py"))
    if path != PROJECT_FOLDER / "core" / "__init__.py"
}
APP = [PROJECT_FOLDER / "app.py", *sorted((PROJECT_FOLDER / "pages").rglob("*.py"))]
PAGES = [path for path in APP if path.name in ("page.py", "app.py")]
MODULES = [*CORE.values(), *(path for path in APP if path not in PAGES)]


def imports(path: Path, at_import_only: bool = False) -> Iterator[str]:
    """The dotted names a module imports; optionally only those that are loaded when it is imported itself."""
    waiting: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        if not (at_import_only and _is_put_off(node)):
            waiting += ast.iter_child_nodes(node)


def _is_put_off(node: ast.AST) -> bool:
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)


def core_module(name: str) -> str | None:
    """The module of core that a dotted name lies in, `datasets` for `core.data.sources.Dataset`."""
    parts = name.split(".")
    while parts and parts[0] == "core":
        if (module := ".".join(parts[1:])) in CORE:
            return module
        parts.pop()
    return None


def packages(names: Iterator[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


def relative(path: Path) -> str:
    return str(path.relative_to(PROJECT_FOLDER))


def package(module: str) -> str:
    return module.partition(".")[0]


def test_every_module_of_core_lies_in_a_known_package():
    assert {package(module) for module in CORE} == {*ROOT_MODULES, *PACKAGES, "__main__"}


@pytest.mark.parametrize("module", CORE)
def test_a_package_imports_only_packages_before_it(module: str):
    imported = {package(name) for name in map(core_module, imports(CORE[module])) if name}
    if package(module) in ROOT_MODULES:
        assert imported <= ROOT_MODULES
    elif package(module) in PACKAGES:
        assert imported <= {*ROOT_MODULES, *PACKAGES[: PACKAGES.index(package(module)) + 1]}


@pytest.mark.parametrize("module", CORE)
def test_core_never_imports_the_app(module: str):
    assert packages(imports(CORE[module])).isdisjoint({"streamlit", "pages", "app"})


@pytest.mark.parametrize("module", sorted(set(CORE) - TENSORFLOW_MODULES))
def test_only_models_training_and_experiment_load_tensorflow(module: str):
    assert packages(imports(CORE[module], at_import_only=True)).isdisjoint({"tensorflow", "keras"})


def test_nothing_that_the_app_imports_loads_tensorflow():
    names = {core_module(name) for path in APP for name in imports(path)} - {None}
    assert "runs.store" in names
    program = f"""
import importlib, sys
for name in {sorted(names)}:
    importlib.import_module("core." + name)
print(*({{"tensorflow", "keras"}} & set(sys.modules)))
"""
    command = [sys.executable, "-c", program]
    result = subprocess.run(command, cwd=PROJECT_FOLDER, capture_output=True, text=True, check=True)
    assert result.stdout.split() == []


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_a_page_reads_like_the_screen(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) < MAX_PAGE_LINES


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_module_is_one_noun(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_MODULE_LINES


@pytest.mark.parametrize("path", APP, ids=relative)
def test_a_page_imports_its_own_folder_and_what_pages_share(path: Path):
    own = "shared" if path.name == "app.py" else path.relative_to(PROJECT_FOLDER / "pages").parts[0]
    imported = {name for name in imports(path) if name.startswith("pages.")}
    assert all(name.startswith((f"pages.{own}.", "pages.shared.")) for name in imported)


def test_every_package_that_is_imported_is_pinned_with_a_reason():
    distributions = metadata.packages_distributions()
    imported = set().union(*(packages(imports(path)) for path in [*CORE.values(), *APP]))
    needed = {distributions[name][0].lower() for name in imported - sys.stdlib_module_names if name in distributions}
    lines = (PROJECT_FOLDER / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pinned = {line.partition("==")[0].lower() for line in lines if re.fullmatch(r"[\w-]+==[\w.]+ +# .+", line)}
    assert needed <= pinned
    assert len(pinned) == len([line for line in lines if not line.startswith("#")])


def test_no_script_lies_directly_in_pages():
    """Streamlit would serve it without app.py when its address is the first that a fresh server is asked for."""
    assert list((PROJECT_FOLDER / "pages").glob("*.py")) == []


@pytest.fixture(scope="module")
def tracked_files() -> list[str]:
    """The project's own files, without what else lies in its folder."""
    if not (PROJECT_FOLDER / ".git").exists():
        pytest.skip("only a git work tree tells the project's own files from others")
    listing = subprocess.run(["git", "ls-files"], cwd=PROJECT_FOLDER, capture_output=True, text=True, check=True)
    return [name for name in listing.stdout.splitlines() if (PROJECT_FOLDER / name).exists()]


def test_every_top_level_file_and_folder_is_a_known_one(tracked_files: list[str]):
    code = "app.py pages core assets requirements.txt tests pyproject.toml scripts benchmarks"
    texts = "README.md CHANGELOG.md CONTRIBUTING.md docs"
    top_level = {name.partition("/")[0] for name in tracked_files}
    assert "core" in top_level
    assert {name for name in top_level if not name.startswith(".")} <= {*code.split(), *texts.split()}


def test_no_folder_has_more_than_a_dozen_entries(tracked_files: list[str]):
    entries: dict[str, set[str]] = defaultdict(set)
    for name in tracked_files:
        parts = name.split("/")
        for depth in range(1, len(parts)):
            if not parts[depth].startswith("__"):
                entries["/".join(parts[:depth])].add(parts[depth])
    crowded = {folder: len(names) for folder, names in entries.items() if len(names) > MAX_ENTRIES}
    assert crowded.keys() <= {"core", "tests/core"}  # the second mirrors the first


def test_no_two_modules_share_a_name():
    names = Counter(path.stem for path in [*CORE.values(), *APP] if not path.stem.startswith("__"))
    assert {name for name, count in names.items() if count > 1} <= SHARED_NAMES


def test_no_production_module_is_called_like_a_test():
    assert [path for path in [*CORE.values(), *APP] if path.stem.startswith("test_")] == []


def test_a_test_is_named_in_at_most_80_characters():
    tests = (PROJECT_FOLDER / "tests").rglob("test_*.py")
    names = (name for path in tests for name in re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8")))
    assert [name for name in names if len(name) > MAX_TEST_NAME] == []


@pytest.mark.parametrize("path", [*CORE.values(), *APP], ids=relative)
def test_child_processes_get_neither_code_nor_pickles(path: Path):
    """A child process runs a verb of `python -m core` and exchanges JSON, Parquet or arrays of numbers."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert "-c" not in {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    # `.npz` files of Keras hold lists as pickles; npz.py reads them without running anything.
    assert path.name == "npz.py" or not packages(imports(path)) & {"pickle", "multiprocessing", "shelve"}


@pytest.mark.parametrize(
    "folder", sorted({path.parent for path in [*CORE.values(), *APP]} - {PROJECT_FOLDER}), ids=relative
)
def test_a_folder_says_in_one_line_what_is_there(folder: Path):
    tree = ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))
    docstring = ast.get_docstring(tree) or ""
    assert docstring
    assert "\n" not in docstring
