"""core.cli.upkeep.doctor: `doctor`."""

import json
import subprocess
import sys

from core.__main__ import main
from core.cli.upkeep import doctor
from core.runs.database.backups import back_up, list_backups


def damage(path) -> None:
    """What a disk that lost a part of a file leaves."""
    content = path.read_bytes()
    path.write_bytes(content[:20_000] + bytes(30_000) + content[50_000:])


def test_a_whole_workspace_is_reported_and_can_be_backed_up(finished, settings, capsys):
    assert main(["doctor", "--repair"]) == 0
    assert "Everything is whole.\nThere is no backup yet." in capsys.readouterr().out
    assert main(["doctor", "--backup", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["findings"] == []
    assert [one["path"] for one in document["backups"]] == [str(list_backups(settings.home)[0].path)]


def test_a_damaged_store_is_named_by_every_verb_and_restored_from_a_whole_backup(
    finished, store, settings, capsys, monkeypatch
):
    whole, newer = (back_up(settings.home / "bothways.db", "daily") for _ in range(2))
    damage(newer.path)
    store.close()
    damage(settings.home / "bothways.db")
    for verb in (["runs"], ["show", finished.run_id], ["delete", finished.run_id], ["doctor"]):
        assert main(verb) == 1
        printed = "".join(capsys.readouterr())
        assert "The run store bothways.db is damaged" in printed
        assert "doctor --restore" in printed
    monkeypatch.setattr(doctor, "_processes_with", lambda path: [4711])
    assert main(["doctor", "--restore"]) == 1
    assert "used by the processes 4711" in capsys.readouterr().err
    monkeypatch.undo()
    monkeypatch.setenv("BOTHWAYS_HOME", str(settings.home))
    main(["doctor", "--restore"])
    assert f"Restored {whole.path.name}. The replaced store is kept as bothways.db.damaged-" in capsys.readouterr().out
    assert main(["runs"]) == 0
    assert finished.run_id in capsys.readouterr().out


def test_a_damaged_store_without_a_backup_says_what_can_be_saved(finished, store, settings, capsys):
    (finished.folder / "model.onnx").touch()
    store.close()
    damage(settings.home / "bothways.db")
    assert main(["doctor"]) == 1
    assert "There is no whole backup. The folders of 1 trained networks are in" in capsys.readouterr().out
    assert main(["doctor", "--restore"]) == 1
    assert "There is no whole backup." in capsys.readouterr().err


def test_a_store_that_others_use_is_recognized(store, settings):
    program = "import sys; file = open(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", program, str(settings.home / "bothways.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        assert doctor._processes_with(settings.home / "bothways.db") == [process.pid]
