from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from sinews.case import OutputError, check_file, replace_file


def content(folder: Path) -> dict[str, str]:
    """Return the text of every file below a folder."""
    return {str(f.relative_to(folder)): f.read_text() for f in sorted(folder.rglob("*")) if f.is_file()}


def test_the_new_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("old")
    with replace_file(path) as new:
        new.write_text("new")
        assert path.read_text() == "old"
    assert content(tmp_path) == {"page.html": "new"}


def test_the_folders_above_are_made_if_wanted(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "page.html"
    with pytest.raises(OutputError, match="cannot be written: No such file"), replace_file(path):
        pytest.fail("the block must not run")
    with replace_file(path, parents=True) as new:
        new.write_text("new")
    assert content(tmp_path) == {"a/b/page.html": "new"}


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_any_exception_leaves_the_file_as_it_was(error: type[BaseException], tmp_path: Path) -> None:
    (tmp_path / "old").write_text("old")
    for name in ("old", "none"):
        with pytest.raises(error), replace_file(tmp_path / name) as new:  # noqa: PT012
            new.write_text("half")
            raise error
    assert content(tmp_path) == {"old": "old"}


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"page.html cannot be written: No space left"):  # noqa: SIM117
        with replace_file(tmp_path / "page.html") as new:
            raise OSError(28, f"No space left for {new.name}")
    assert content(tmp_path) == {}


def test_of_several_none_is_replaced_unless_all_are_written(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("old")
    with pytest.raises(ValueError, match="two"), ExitStack() as together:  # noqa: PT012
        together.enter_context(replace_file(tmp_path / "one")).write_text("new")
        together.enter_context(replace_file(tmp_path / "two")).write_text("new")
        raise ValueError("two")
    assert content(tmp_path) == {"one": "old"}


def test_a_folder_or_what_lies_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("text")
    for path in ("folder", "file/page.html"):
        with pytest.raises(OutputError, match="cannot be written"), replace_file(tmp_path / path) as new:
            new.write_text("new")
    assert content(tmp_path) == {"file": "text"}


def test_a_link_stays_and_the_file_behind_it_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    with replace_file(tmp_path / "link") as new:
        new.write_text("new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text() == "new"


def test_the_result_has_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "usual").write_text("")
    with replace_file(tmp_path / "page.html") as new:
        new.write_text("new")
    assert (tmp_path / "page.html").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_what_cannot_be_written_is_found_out_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for path in ("folder", "loop", "missing/page.html", "x" * 300):
        with pytest.raises(OutputError, match=f"{path} cannot be written"):
            check_file(tmp_path / path)
    with pytest.raises(OutputError, match="it is no ordinary file"):
        check_file("/dev/null")
    check_file(tmp_path / "page.html")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "loop"]


def test_what_ended_processes_have_left_is_swept_up(tmp_path: Path) -> None:
    (tmp_path / ".page.html.0123abcd.new").write_text("left")
    with replace_file(tmp_path / "page.html") as new:
        new.write_text("new")
        check_file(tmp_path / "page.html")
        assert new.read_text() == "new"
    assert content(tmp_path) == {"page.html": "new"}
