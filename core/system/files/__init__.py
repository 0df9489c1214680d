"""Files that survive whatever ends a process: written whole, checked by their SHA-256, refused without room."""

from core.system.files.whole_files import exporting, is_unfinished, sync, write_json, write_whole

__all__ = ["exporting", "is_unfinished", "sync", "write_json", "write_whole"]
