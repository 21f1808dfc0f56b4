"""What is in the wheel is enough: a new SMS is made, checked and built with no checkout near."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with what the wheel installs."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


def run(unpacked: Path, folder: Path, *arguments: str) -> str:
    """Run sms-docs as installed from the wheel; it must end with 0."""
    environment = os.environ | {"PYTHONPATH": str(unpacked)}
    done = subprocess.run(
        [sys.executable, "-m", "sms_docs", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_new_sms_is_made_checked_built_and_extended(unpacked: Path, tmp_path: Path) -> None:
    run(unpacked, tmp_path, "init", "x", "--organisation", "Acme")
    sms = tmp_path / "x"
    assert "0 errors" in run(unpacked, sms, "check")
    run(unpacked, sms, "build")
    assert (sms / "site" / "matrix" / "index.html").is_file()
    run(unpacked, sms, "new", "procedure", "--title", "Patching")
    assert "0 errors" in run(unpacked, sms, "check")


def test_the_wheel_brings_no_manual_no_record_and_no_person(unpacked: Path) -> None:
    names = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*")}
    starter = {name for name in names if "/starter/" in name}
    assert any("/policies/POL-001" in name for name in starter)
    assert not any("manual" in name for name in names)
    records = {name for name in starter if "/records/" in name and not name.endswith("/trust")}
    trust = "sms_docs/shipped/starter/records/trust"
    assert records == {f"{trust}/policy.yml", f"{trust}/roles.yml"}
