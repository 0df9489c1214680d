"""core.access.person_folder"""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from core.access.person_folder import person_folder

UPLOADS = Path("/workspace/uploads")


@given(st.text(min_size=1))
def test_a_folder_never_leads_out_of_the_uploads(name):
    folder = person_folder(UPLOADS, name)
    assert folder.parent == UPLOADS
    assert folder.name not in (".", "..")
    assert len(folder.name.encode()) < 255


@given(st.lists(st.text(min_size=1), min_size=2, max_size=2, unique=True))
def test_two_people_never_share_a_folder(names):
    assert len({person_folder(UPLOADS, name) for name in names}) == 2


def test_the_local_user_has_the_uploads_folder_itself():
    assert person_folder(UPLOADS, "") == UPLOADS
