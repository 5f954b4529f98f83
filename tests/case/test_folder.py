from __future__ import annotations

from pathlib import Path

import pytest

from sinews.case import OutputError, replace_folder

MARKER = "plan.json"


def content(folder: Path) -> dict[str, str]:
    """Return the text of every file below a folder."""
    return {str(f.relative_to(folder)): f.read_text() for f in sorted(folder.rglob("*")) if f.is_file()}


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A folder that may be replaced."""
    folder = tmp_path / "plan"
    (folder / "case").mkdir(parents=True)
    (folder / MARKER).write_text("old")
    (folder / "case" / "old.csv").write_text("old")
    return folder


def write(folder: Path) -> None:
    (folder / MARKER).write_text("new")
    (folder / "tables").mkdir()
    (folder / "tables" / "new.csv").write_text("new")


NEW = {MARKER: "new", "tables/new.csv": "new"}
OLD = {MARKER: "old", "case/old.csv": "old"}


def test_the_new_folder_takes_the_place_of_the_old_one(plan: Path, tmp_path: Path) -> None:
    with replace_folder(plan, MARKER) as folder:
        write(folder)
        assert content(plan) == OLD
    assert content(plan) == NEW
    assert list(tmp_path.iterdir()) == [plan]


def test_a_folder_and_its_parents_are_made(tmp_path: Path) -> None:
    with replace_folder(tmp_path / "a" / "b" / "plan", MARKER) as folder:
        write(folder)
    assert content(tmp_path) == {f"a/b/plan/{name}": text for name, text in NEW.items()}


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "plan").mkdir()
    with replace_folder(tmp_path / "plan", MARKER) as folder:
        write(folder)
    assert content(tmp_path / "plan") == NEW


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, OSError])
def test_any_exception_leaves_all_as_it_was(error: type[BaseException], plan: Path, tmp_path: Path) -> None:
    for target in (plan, tmp_path / "not" / "yet"):
        with pytest.raises(error), replace_folder(target, MARKER) as folder:  # noqa: PT012
            write(folder)
            raise error
    assert content(tmp_path) == {f"plan/{name}": text for name, text in OLD.items()}
    assert list(tmp_path.iterdir()) == [plan]


@pytest.mark.parametrize("failing", [1, 2])
def test_an_interrupt_between_the_renames_leaves_all_as_it_was(
    failing: int, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename, calls = Path.rename, []

    def interrupted(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == failing:
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt), replace_folder(plan, MARKER) as folder:
        write(folder)
    assert content(plan) == OLD
    assert list(tmp_path.iterdir()) == [plan]


def test_what_may_be_something_else_is_refused_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("dear")
    (tmp_path / "file").write_text("text")
    for name, words in (("letters", "is not empty and has no plan.json"), ("file", "is a file")):
        with pytest.raises(OutputError, match=words), replace_folder(tmp_path / name, MARKER):
            pytest.fail("the block must not run")
    assert content(tmp_path) == {"file": "text", "letters/a.txt": "dear"}


def test_the_current_folder_is_refused(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(plan / "case")
    for path in (".", ".."):
        with pytest.raises(OutputError, match="the folder you are in"), replace_folder(path, MARKER):
            pytest.fail("the block must not run")


def test_a_link_stays_and_the_folder_behind_it_is_replaced(plan: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(plan, target_is_directory=True)
    with replace_folder(link, MARKER) as folder:
        write(folder)
    assert link.is_symlink()
    assert content(plan) == NEW


def test_a_parent_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    path = tmp_path / "file" / "plan"
    with pytest.raises(OutputError, match="cannot be written"), replace_folder(path, MARKER):
        pytest.fail("the block must not run")


def test_the_result_has_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "usual").mkdir()
    with replace_folder(tmp_path / "plan", MARKER) as folder:
        write(folder)
    assert (tmp_path / "plan").stat().st_mode == (tmp_path / "usual").stat().st_mode
