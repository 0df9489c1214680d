"""scripts/start and scripts/test on a fake machine: the programs they call are small fakes that keep a log."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.settings import PROJECT_FOLDER

PYTHON_NAMES = ("python3.13", "python3.12", "python3.11", "python3", "python")

# Answers the version question as a Python of that version would, and writes down everything else it is asked.
FAKE_PYTHON = """#!/bin/sh
case "$*" in
    -c*) exec "{real}" -Sc 'import sys; sys.version_info = ({version}); exec(sys.argv[1])' "$2" ;;
    "-m ensurepip"|"-m pip --version") [ -e "{machine}/pip" ] ; exit ;;
esac
echo "$*" >>"{machine}/log"
case "$*" in
    "-m venv"*) rm -rf .venv; mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;
    "-m pip install"*) [ -e "{machine}/network" ] ;;
esac
"""
FAKE_PROGRAM = """#!/bin/sh
echo "{name} $*" >>"{machine}/log"
exit {status}
"""


@dataclass(frozen=True)
class Machine:
    """A project folder and the programs on the PATH beside it."""

    folder: Path

    @property
    def project(self) -> Path:
        return self.folder / "a project"

    def add_program(self, name: str, text: str) -> None:
        path = self.folder / "bin" / name
        path.write_text(text)
        path.chmod(0o755)

    def add_fake(self, name: str, status: int = 0) -> None:
        self.add_program(name, FAKE_PROGRAM.format(name=name, machine=self.folder, status=status))

    def python(self, version: str) -> str:
        return FAKE_PYTHON.format(real=sys.executable, version=version.replace(".", ", "), machine=self.folder)

    def run(self, script: str, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a script from a folder that is not the project's."""
        environment = {"PATH": f"{self.folder / 'bin'}:/usr/bin:/bin", **environment}
        command = ["bash", str(self.project / "scripts" / script), *options]
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)

    def log(self) -> list[str]:
        """What the programs were asked since this was last looked at."""
        path = self.folder / "log"
        lines = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return lines


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with no Python, the network up, and a browser."""
    machine = Machine(tmp_path)
    (tmp_path / "bin").mkdir()
    for name in PYTHON_NAMES:
        machine.add_program(name, "#!/bin/sh\nexit 127\n")
    machine.add_program("id", "#!/bin/sh\necho 0\n")
    machine.add_fake("apt-get", status=100)
    machine.add_program("chromium", "#!/bin/sh\n")
    (tmp_path / "pip").touch()
    (tmp_path / "network").touch()
    for name in ("scripts", "requirements.txt", "tests/requirements.txt"):
        source, target = PROJECT_FOLDER / name, machine.project / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    return machine


@pytest.fixture
def ready(machine: Machine) -> Machine:
    """The same machine with Python 3.12."""
    machine.add_program("python3", machine.python("3.12"))
    return machine


def installed(log: list[str]) -> list[str]:
    """The requirements files that were installed."""
    return [line.rpartition(" ")[2] for line in log if line.startswith("-m pip install")]


@pytest.mark.parametrize("script", ["start", "test"])
@pytest.mark.parametrize("version", ["2.7", "3.8", "3.10", "3.14"])
def test_a_wrong_python_gets_one_clear_sentence(machine: Machine, script: str, version: str):
    machine.add_program("python3", machine.python(version))
    result = machine.run(script)
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert f"needs Python 3.11, 3.12 or 3.13, but {version} was found" in result.stderr
    assert machine.log() == []


def test_no_python_at_all_gets_one_clear_sentence(machine: Machine):
    result = machine.run("start")
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "but no Python was found" in result.stderr


def test_a_wrong_python_named_by_the_user_is_named_back(ready: Machine):
    ready.add_program("old", ready.python("3.9"))
    result = ready.run("start", PYTHON="old")
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "PYTHON=old is 3.9" in result.stderr


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_a_fresh_machine_gets_an_environment_and_serves_the_app(machine: Machine, version: str):
    machine.add_program("python3", machine.python(version))
    result = machine.run("start")
    assert result.returncode == 0, result.stderr
    making, installing, serving = machine.log()
    assert making == "-m venv --clear --without-pip .venv"
    assert installing.endswith("-r requirements.txt")
    assert serving == "-m streamlit run app.py"


def test_the_newest_suitable_python_is_taken(ready: Machine):
    ready.add_program("python3.13", ready.python("3.13"))
    assert "with Python 3.13" in ready.run("start").stdout


def test_options_pass_through_to_streamlit(ready: Machine):
    ready.run("start", "--server.port", "9000", "--theme.base", "dark blue")
    assert ready.log()[-1] == "-m streamlit run app.py --server.port 9000 --theme.base dark blue"


def test_the_second_start_only_serves(ready: Machine):
    ready.run("start")
    ready.log()
    result = ready.run("start")
    assert ready.log() == ["-m streamlit run app.py"]
    assert result.stdout == ""


def test_changed_requirements_are_installed(ready: Machine):
    ready.run("start")
    ready.log()
    with (ready.project / "requirements.txt").open("a") as file:
        file.write("one-more==1.0\n")
    ready.run("start")
    assert installed(ready.log()) == ["requirements.txt"]


def test_an_interrupted_installation_is_noticed_and_completed(ready: Machine):
    (ready.folder / "network").unlink()
    result = ready.run("start")
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "requirements.txt could not be installed" in result.stderr
    assert not any("streamlit" in line for line in ready.log())
    (ready.folder / "network").touch()
    ready.run("start")
    assert installed(ready.log()) == ["requirements.txt"]


def test_an_installation_interrupted_after_an_update_is_not_taken_for_the_old_one(ready: Machine):
    ready.run("start")
    requirements = ready.project / "requirements.txt"
    before = requirements.read_text()
    requirements.write_text(before + "one-more==1.0\n")
    (ready.folder / "network").unlink()
    ready.run("start")
    requirements.write_text(before)
    (ready.folder / "network").touch()
    ready.log()
    ready.run("start")
    assert installed(ready.log()) == ["requirements.txt"]


def make_by_hand(machine: Machine, version: str) -> Path:
    """Put a virtual environment in the project folder and return a file of its owner inside it."""
    (machine.project / ".venv" / "bin").mkdir(parents=True)
    machine.add_program("by-hand", machine.python(version))
    shutil.move(machine.folder / "bin" / "by-hand", machine.project / ".venv" / "bin" / "python")
    mark = machine.project / ".venv" / "mark"
    mark.touch()
    return mark


def test_an_environment_made_by_hand_is_completed_not_wiped(machine: Machine):
    mark = make_by_hand(machine, "3.11")
    result = machine.run("start")
    assert result.returncode == 0, result.stderr
    assert mark.exists()
    assert installed(machine.log()) == ["requirements.txt"]


def test_an_environment_of_an_unsuitable_python_is_made_anew(ready: Machine):
    mark = make_by_hand(ready, "3.9")
    assert ready.run("start").returncode == 0
    assert not mark.exists()
    assert installed(ready.log()) == ["requirements.txt"]


def test_an_environment_of_another_python_than_the_named_one_is_made_anew(ready: Machine):
    ready.run("start")
    ready.add_program("python3.13", ready.python("3.13"))
    assert "with Python 3.13" in ready.run("start", PYTHON="python3.13").stdout


def test_without_pip_for_environments_the_missing_package_is_named(ready: Machine):
    (ready.folder / "pip").unlink()
    result = ready.run("start")
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "run 'apt-get install python3-venv'" in result.stderr
    assert not any("streamlit" in line for line in ready.log())


def test_as_root_on_debian_the_missing_package_is_installed(ready: Machine):
    (ready.folder / "pip").unlink()
    ready.add_program("apt-get", f'#!/bin/sh\necho "apt-get $*" >>"{ready.folder}/log"\ntouch "{ready.folder}/pip"\n')
    assert ready.run("start").returncode == 0
    assert "apt-get install -q -y python3-venv" in ready.log()


def test_the_tests_are_linted_formatted_and_run_with_the_options_given(ready: Machine):
    result = ready.run("test", "-k", "one name")
    assert result.returncode == 0, result.stderr
    log = ready.log()
    assert installed(log) == ["requirements.txt", "tests/requirements.txt"]
    assert log[-4:-1] == ["-m ruff check .", "-m ruff format --check .", "-m mypy"]
    assert log[-1].startswith("-m pytest ")
    assert log[-1].endswith(" -k one name")


def test_the_second_test_run_installs_nothing(ready: Machine):
    ready.run("test")
    ready.log()
    ready.run("test")
    assert [line.split()[1] for line in ready.log()] == ["ruff", "ruff", "mypy", "pytest"]


@pytest.fixture
def without_browser(ready: Machine) -> Machine:
    """A machine whose only browsers, should the real one have any, do not run."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        ready.add_program(name, "#!/bin/sh\nexit 1\n")
    return ready


def test_debian_gets_its_own_chromium(without_browser: Machine):
    chromium = without_browser.folder / "bin" / "chromium"
    install = f'[ "$*" != "install -q -y chromium" ] || printf "#!/bin/sh\\n" >"{chromium}"'
    without_browser.add_program("apt-get", f"#!/bin/sh\n{install}\n")
    result = without_browser.run("test")
    assert result.returncode == 0, result.stderr
    assert not any("playwright" in line for line in without_browser.log())


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac may have Chrome where this test cannot hide it")
def test_elsewhere_playwright_brings_its_browser(without_browser: Machine):
    without_browser.run("test")
    assert "-m playwright install --with-deps chromium" in without_browser.log()
    without_browser.run("test")
    assert not any(line.startswith("apt-get") for line in without_browser.log())


def test_continuous_integration_runs_the_tests(ready: Machine):
    shutil.copytree(PROJECT_FOLDER / ".ci", ready.project / ".ci")
    environment = {"PATH": f"{ready.folder / 'bin'}:/usr/bin:/bin"}
    subprocess.run([ready.project / ".ci" / "run"], env=environment, check=True, capture_output=True)
    assert ready.log()[-1].startswith("-m pytest")
