"""The verb that checks a workspace, repairs what is safe, and restores a backup: `doctor`."""

from pathlib import Path

import click
import psutil

from core.cli.output import print_json
from core.cli.parser import FILE, check_at_most_one, command
from core.errors import StorageError
from core.runs.database.backups import Backup, back_up, list_backups, newest_whole, restore, sqlite_file
from core.runs.integrity.checkup import Finding, check_workspace
from core.settings import Workspace

_NEWEST = Path("newest")


@click.option("--repair", is_flag=True, help="Repair what can be repaired without losing anything.")
@click.option(
    "--restore", "backup", type=FILE, is_flag=False, flag_value=str(_NEWEST), metavar="[FILE]",
    help="Replace the run store by this backup, or by the newest whole one. The replaced file is kept.",
)  # fmt: skip
@click.option("--backup", "makes_backup", is_flag=True, help="Back up the run store now.")
def doctor(
    workspace: Workspace,
    repair: bool = False,
    backup: Path | None = None,
    makes_backup: bool = False,
    as_json: bool = False,
) -> int:
    """Check the run store, the files of all runs, jobs, leftovers and the disk. The status is 1 if something is wrong.

    It works on a damaged store, too.
    """
    check_at_most_one({"--repair": repair, "--restore": backup, "--backup": makes_backup}, "Do one after the other.")
    done: list[str] = []
    if backup:
        done.append(_restore(workspace, None if backup == _NEWEST else backup))
    elif makes_backup:
        done.append(f"Backed up to {back_up(sqlite_file(workspace.database_url), 'daily').path}.")
    findings = check_workspace(workspace)
    if repair:
        done += _repair(findings)
        findings = check_workspace(workspace)
    if as_json:
        print_json(_document(workspace, findings, done))
    else:
        print("\n".join([*done, *_lines(workspace, findings)]))
    return 1 if findings else 0


def _restore(workspace: Workspace, chosen: Path | None) -> str:
    """Put a backup in the place of the run store; says what was done.

    Raises:
        StorageError: when the store is in use, or there is no whole backup.
    """
    database = sqlite_file(workspace.database_url)
    if users := _processes_with(database):
        raise StorageError(
            f"The run store is used by the processes {', '.join(map(str, users))}.",
            "A backup is restored while nothing uses the store.",
            "Stop the app and cancel running trainings, then try again.",
        )
    path = chosen or _whole_backup(workspace.home).path
    kept = restore(path.expanduser().absolute(), database)
    return f"Restored {path.name}." + (f" The replaced store is kept as {kept.name}." if kept else "")


def _whole_backup(home: Path) -> Backup:
    if backup := newest_whole(home):
        return backup
    raise StorageError(
        "There is no whole backup.", f"Backups are in {home / 'backups'}.", "Name a file with --restore FILE."
    )


def _processes_with(path: Path) -> list[int]:
    """The other processes of this user that have a file open."""
    users = []
    for process in psutil.process_iter():
        try:
            is_user = any(Path(file.path) == path for file in process.open_files())
        except psutil.Error:  # of another user, or it has ended
            continue
        if is_user and process.pid != psutil.Process().pid:
            users.append(process.pid)
    return users


def _repair(findings: list[Finding]) -> list[str]:
    done = []
    for finding in findings:
        if finding.repair:
            finding.repair()
            done.append(f"Repaired: {finding.problem}")
    return done


def _lines(workspace: Workspace, findings: list[Finding]) -> list[str]:
    lines = [f"{finding.problem} {finding.remedy}" for finding in findings]
    if any(finding.repair for finding in findings):
        lines.append("`python -m core doctor --repair` repairs what is safe.")
    newest = next(iter(list_backups(workspace.home)), None)
    lines += [] if findings else ["Everything is whole."]
    return [*lines, f"Newest backup: {newest.when}." if newest else "There is no backup yet."]


def _document(workspace: Workspace, findings: list[Finding], done: list[str]) -> dict[str, object]:
    return {
        "findings": [
            {"problem": one.problem, "remedy": one.remedy, "can_be_repaired": one.repair is not None}
            for one in findings
        ],
        "done": done,
        "backups": [{"path": str(one.path), "created_at": one.created_at} for one in list_backups(workspace.home)],
    }


COMMANDS = (command("doctor", doctor, "doctor", "doctor --repair", "doctor --restore", opens_store=False),)
