"""The workspace: where Bothways keeps runs and uploads, and how many runs train at once; read from the environment."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ByteSize, Field, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.errors import WorkspaceError

PROJECT_FOLDER = Path(__file__).resolve().parent.parent
PREFIX = "BOTHWAYS_"
_SIZE = TypeAdapter(ByteSize)


def _refusal(expected: str, hint: str) -> PydanticCustomError:
    return PydanticCustomError("workspace", "{expected} {hint}", {"expected": expected, "hint": hint})


def _absolute(home: Path) -> Path:
    try:
        return home.expanduser().absolute()
    except RuntimeError as error:  # `~nobody`
        raise _refusal(
            f"It must be a folder, but this one has no path ({str(error).rstrip('.')}).",
            "Set it to a folder that can be written, or unset it to use .bothways in the project.",
        ) from None


def _number_of_runs(value: Any) -> int:
    """A whole number of at least 1, without the signs, spaces and underscores that `int` reads as well."""
    digits = str(value)
    if not (digits.isascii() and digits.isdigit() and int(digits) >= 1):
        raise _refusal(
            "It must be a whole number of at least 1.",
            "Set it to the number of runs that may train at the same time, or unset it to train one at a time.",
        )
    return int(digits)


def _bytes(value: Any) -> int:
    """A size such as 4GB, 500 MiB or a number of bytes."""
    try:
        size = int(_SIZE.validate_python(value))
    except ValidationError:
        size = 0
    if size <= 0:
        raise _refusal(
            "It must be a size, such as 4GB or 800MiB.",
            "Set it to the memory that one training may use, or unset it for no limit.",
        )
    return size


class Workspace(BaseSettings):
    """The workspace of one installation.

    Args:
        home: folder of the database, the artifacts and the uploads.
        data: folder whose files people who sign in may name; by default `data` in `home`.
        max_running: number of runs that train at the same time; a study may train more where it was not set.
        database_url: SQLAlchemy address of the run store; by default SQLite in `home`.
        max_memory: bytes that a training or another helper process may use; None for no limit.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, validate_default=True)

    home: Annotated[Path, AfterValidator(_absolute)] = PROJECT_FOLDER / ".bothways"
    data: Annotated[Path, AfterValidator(_absolute)] = Field(default_factory=lambda values: values["home"] / "data")
    max_running: Annotated[int, BeforeValidator(_number_of_runs)] = 1
    database_url: str = Field(default_factory=lambda values: f"sqlite:///{values['home'] / 'bothways.db'}")
    max_memory: Annotated[int, BeforeValidator(_bytes)] | None = None

    @property
    def is_limited(self) -> bool:
        """Whether the number of runs at a time was set; if not, a study may train several at once."""
        return "max_running" in self.model_fields_set

    @property
    def runs_folder(self) -> Path:
        return self.home / "runs"

    @property
    def uploads_folder(self) -> Path:
        return self.home / "uploads"


def read_workspace() -> Workspace:
    """The workspace that `BOTHWAYS_HOME`, `BOTHWAYS_MAX_RUNNING` and `BOTHWAYS_DATABASE_URL` describe.

    Raises:
        WorkspaceError: when one of them cannot be used.
    """
    try:
        return Workspace()
    except ValidationError as error:
        first = error.errors()[0]
        variable = f"{PREFIX}{'.'.join(map(str, first['loc'])).upper()}"
        raise WorkspaceError(f"{variable} is {first['input']!r}.", **first["ctx"]) from None
