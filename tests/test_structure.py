"""What holds the code base in shape: imports go one way, the app stays free of TensorFlow, modules stay small."""

import ast
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest

from core.settings import PROJECT_FOLDER

# A package of core imports only packages before it; the modules beside the packages come first.
ROOT_MODULES = {"errors", "settings", "directions", "source", "catalog", "config", "recipes"}
PACKAGES = [
    "system", "access", "data", "models", "training", "evaluation", "inference", "runs", "comparison", "reports", "cli",
]  # fmt: skip
TENSORFLOW_MODULES = {
    "training.batches.batch_tensors",
    "models.keras_model", "training.optimization.adam", "training.optimization.optimizer",
    "training.optimization.objective", "training.optimization.batch_loss", "training.optimization.crf_loss",
    "models.crf_layer", "models.segmented_layer",
    "training.keras_internals", "training.loop", "training.train_step",
    "training.progress_callback",
    "training.rnn.cells", "training.rnn.flip", "training.rnn.forward_pass", "training.rnn.masked_pass",
    "training.rnn.packing",
    "training.rnn.pooled_steps", "training.rnn.time_loop", "runs.jobs.pipeline",
}  # fmt: skip
MAX_PAGE_LINES = 119
MAX_MODULE_LINES = 300
MAX_ENTRIES = 12
MAX_TEST_NAME = 80  # characters
SHARED_NAMES = {"page", "study", "search", "challenge"}  # the scripts of pages; what a verb of the same name is about

CORE = {
    ".".join(path.relative_to(PROJECT_FOLDER / "core").with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((PROJECT_FOLDER / "core").rglob("*.py"))
    if path != PROJECT_FOLDER / "core" / "__init__.py"
}
APP = [PROJECT_FOLDER / "app.py", *sorted((PROJECT_FOLDER / "pages").rglob("*.py"))]
PAGES = [path for path in APP if path.name in ("page.py", "app.py")]
MODULES = [*CORE.values(), *(path for path in APP if path not in PAGES)]


@cache
def imports(path: Path, at_import_only: bool = False) -> tuple[str, ...]:
    """The dotted names a module imports; optionally only those that are loaded when it is imported itself."""
    return tuple(_imports(path, at_import_only))


def _imports(path: Path, at_import_only: bool) -> Iterator[str]:
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


def packages(names: Iterable[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


def relative(path: Path) -> str:
    return str(path.relative_to(PROJECT_FOLDER))


def package(module: str) -> str:
    return module.partition(".")[0]


def constants(path: Path) -> set[object]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}


def packages_before(module: str) -> set[str]:
    """What a module of core may import of it: the modules beside the packages, and packages up to its own."""
    own = package(module)
    if own not in PACKAGES:
        return {*ROOT_MODULES}
    return {*ROOT_MODULES, *PACKAGES[: PACKAGES.index(own) + 1]}


def num_lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def longer(paths: Iterable[Path], max_lines: int) -> dict[str, int]:
    return {relative(path): lines for path in paths if (lines := num_lines(path)) > max_lines}


def test_every_module_of_core_lies_in_a_known_package():
    assert {package(module) for module in CORE} == {*ROOT_MODULES, *PACKAGES, "__main__"}


def test_a_package_imports_only_packages_before_it():
    imported = {
        module: {package(name) for name in map(core_module, imports(path)) if name} for module, path in CORE.items()
    }
    later = {module: names - packages_before(module) for module, names in imported.items() if module != "__main__"}
    assert {module: names for module, names in later.items() if names} == {}


def test_core_never_imports_the_app():
    forbidden = {"streamlit", "pages", "app"}
    assert [module for module, path in CORE.items() if packages(imports(path)) & forbidden] == []


def test_only_models_training_and_experiment_load_tensorflow():
    loading = {
        module
        for module, path in CORE.items()
        if packages(imports(path, at_import_only=True)) & {"tensorflow", "keras"}
    }
    assert loading - TENSORFLOW_MODULES == set()


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


def test_a_page_reads_like_the_screen():
    assert longer(PAGES, MAX_PAGE_LINES) == {}


def test_a_module_is_one_noun():
    assert longer(MODULES, MAX_MODULE_LINES) == {}


def test_a_page_imports_its_own_folder_and_what_pages_share():
    own = {
        path: "shared" if path.name == "app.py" else path.relative_to(PROJECT_FOLDER / "pages").parts[0] for path in APP
    }
    assert [
        f"{relative(path)}: {name}"
        for path in APP
        for name in imports(path)
        if name.startswith("pages.") and not name.startswith((f"pages.{own[path]}.", "pages.shared."))
    ] == []


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
    texts = "README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md docs"
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


def test_child_processes_get_neither_code_nor_pickles():
    """A child process runs a verb of `python -m core` and exchanges JSON, Parquet or arrays of numbers."""
    paths = [*CORE.values(), *APP]
    assert [relative(path) for path in paths if "-c" in constants(path)] == []
    # `.npz` files of Keras hold lists as pickles; npz.py reads them without running anything.
    pickling = {path.name for path in paths if packages(imports(path)) & {"pickle", "multiprocessing", "shelve"}}
    assert pickling <= {"npz.py"}


def test_a_folder_says_in_one_line_what_is_there():
    folders = {path.parent for path in [*CORE.values(), *APP]} - {PROJECT_FOLDER}
    trees = {folder: ast.parse((folder / "__init__.py").read_text(encoding="utf-8")) for folder in folders}
    docstrings = {relative(folder): ast.get_docstring(tree) or "" for folder, tree in trees.items()}
    assert [folder for folder, docstring in docstrings.items() if not docstring or "\n" in docstring] == []


def test_the_checks_read_the_script_of_every_page():
    assert {path.parts[-2] for path in PAGES if path.name == "page.py"} >= {"home", "train", "runs", "compare", "score"}
