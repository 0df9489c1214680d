"""SECURITY.md: what it says is protected is held by a test, sentence by sentence."""

import ast
import re

from core.settings import PROJECT_FOLDER

ACCESS, PAGES, BROWSER = "tests/core/access", "tests/pages/shared/access", "tests/browser/journeys/test_roles.py"
GATE, VISITOR, RIGHTS = f"{PAGES}/test_gate.py", f"{PAGES}/test_visitor.py", f"{ACCESS}/test_store_rights.py"
HOSTILE = "tests/pages/test_hostile_texts.py"
TESTS = {
    "The app listens on this machine only.": (
        "tests/pages/shared/data/test_file_input.py::test_the_project_s_own_settings_listen_on_loopback"
    ),
    "It refuses to start on another address without a login.": (
        f"{VISITOR}::test_the_app_refuses_to_serve_other_machines_without_a_login"
    ),
    "It answers no other machine, and no page of another site that gives its own name to this machine's address.": (
        f"{GATE}::test_without_a_login_another_name_of_this_machine_is_refused"
    ),
    "Paths that people type name regular files only; devices, pipes and folders are refused before they are opened.": (
        "tests/core/system/test_paths.py::test_what_is_no_regular_file_is_refused_before_it_is_opened"
    ),
    "Every page, picture, download, upload, connection and metric needs an account with a role.": (
        f"{BROWSER}::test_each_role_may_do_what_it_should_and_nothing_else"
    ),
    "What is open to everyone is the same for every installation: the sign-in, the health check, and Streamlit's own "
    "scripts.": f"{GATE}::test_what_the_sign_in_needs_is_open_to_everyone",
    "A viewer reads and scores.": f"{RIGHTS}::test_a_viewer_starts_nothing_that_trains",
    "An editor also uploads, trains, and cancels, edits and deletes their own.": (
        f"{RIGHTS}::test_owners_and_admins_do_all_of_it"
    ),
    "An admin does everything.": f"{RIGHTS}::test_owners_and_admins_do_all_of_it",
    "Actions check this themselves, whatever a page shows.": (
        f"{RIGHTS}::test_nobody_changes_what_belongs_to_someone_else"
    ),
    "Paths that people type must be in the data folder or their own uploads.": (
        f"{ACCESS}/test_actor.py::test_no_path_leads_out_of_the_folder"
    ),
    "Symbolic links, `..` and `~` are resolved before the check.": (
        f"{ACCESS}/test_actor.py::test_no_link_leads_out_of_the_folder"
    ),
    "Each person has a folder for uploads that nobody but admins can read.": (
        f"{ACCESS}/test_roles.py::test_an_editor_reads_the_data_folder_and_their_own_uploads"
    ),
    "Signing out ends the session on the server, in every tab.": (
        f"{BROWSER}::test_signing_out_ends_the_session_in_every_tab"
    ),
    "A copy of its cookie is worth nothing then.": f"{GATE}::test_signing_out_ends_the_session_in_every_tab",
    "A link to one run is signed, expires, can be revoked, and shows that run alone.": (
        f"{ACCESS}/test_demo_links.py::test_a_guest_reads_the_run_of_the_link_alone"
    ),
    "Deletions and links are recorded with who, what and when: `python -m core audit`.": (
        f"{ACCESS}/test_audit_log.py::test_a_deletion_is_recorded_with_who_what_and_when"
    ),
    "Logs, folders of the server and details of unexpected errors are shown to owners and admins only.": (
        f"{VISITOR}::test_logs_are_for_owners_and_admins"
    ),
    "Every response forbids other sites to frame the app, and forbids browsers to load scripts from elsewhere.": (
        f"{GATE}::test_every_response_has_the_security_headers"
    ),
    "Names, tags, notes, labels, column names and sentences are shown as text, never as HTML, Markdown or links.": (
        f"{HOSTILE}::test_names_tags_notes_and_owners_are_shown_literally_on_every_page"
    ),
    "The password of a database is never printed.": (
        "tests/core/runs/database/test_engine.py::test_no_part_of_a_password_is_printed"
    ),
}


def test_each_sentence_about_protection_has_a_test_that_exists():
    document = (PROJECT_FOLDER / "SECURITY.md").read_text(encoding="utf-8")
    protected = document.partition("## What is protected")[2].partition("## What is not protected")[0]
    points = re.findall(r"^- (.*?)(?=^- |^$|^\S)", protected, re.MULTILINE | re.DOTALL)
    sentences = [part for point in points for part in re.split(r"(?<=\.) (?=[A-Z])", " ".join(point.split()))]
    assert sentences == [*TESTS]
    for test in TESTS.values():
        path, _, name = test.partition("::")
        tree = ast.parse((PROJECT_FOLDER / path).read_text(encoding="utf-8"))
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, test
