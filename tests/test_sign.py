"""Signing with the user's own key, by the real ssh-keygen, an agent, and a terminal."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import signing
import stock
from cryptography.hazmat.primitives.asymmetric import ec
from stock import Claimed

from sms_docs.act.own_key import find_key
from sms_docs.act.sign import sign
from sms_docs.control.sshsig import open_signature
from sms_docs.errors import ConfigurationError
from sms_docs.trust import Policy, Revocation, SignerKey, Trust

CONTENT = b'{\n  "statement": "I have read POL-001."\n}\n'
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SECRET = "correct horse"  # noqa: S105 - of a key that is made for the test


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let neither an agent, nor a window, nor a home of the user get in."""
    for name in ("SSH_AUTH_SOCK", "DISPLAY", "WAYLAND_DISPLAY", "SSH_ASKPASS_REQUIRE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


def key_file(folder: Path, key: signing.Plain, name: str = "id") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(signing.private_file(key))
    path.chmod(0o600)
    path.with_suffix(".pub").write_text(signing.public_line(key, "ada@acme.example") + "\n")
    return path


def locked_file(folder: Path) -> Path:
    """Return the file of a key that a passphrase protects."""
    path = key_file(folder, signing.ed25519("ada"))
    command = ["ssh-keygen", "-q", "-p", "-N", SECRET, "-P", "", "-f", path]
    subprocess.run(command, check=True, capture_output=True)
    return path


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Give what loads a key into an agent that runs for this test alone."""
    socket = tmp_path / "agent"
    with subprocess.Popen(
        ["ssh-agent", "-D", "-a", socket], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout
        process.stdout.readline()
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        yield lambda key: subprocess.run(["ssh-add", "-q", key], check=True)
        process.terminate()


def trust(*keys: tuple[str, signing.PrivateKey], **more: object) -> Trust:
    """Return trust files with these keys of these persons."""
    listed = tuple(
        SignerKey(
            person=person,
            kind=signing.kind_of(key),
            blob=signing.public_blob(key),
            fingerprint=signing.fingerprint(key),
            valid_after=datetime(2026, 1, 1, tzinfo=UTC),
            valid_before=datetime(2027, 1, 1, tzinfo=UTC),
            comment=f"key of {person}",
            line=number,
        )
        for number, (person, key) in enumerate(keys, start=1)
    )
    values = {"roles": {}, "people": {}, "revoked": {}, "manifest": "", "digest": "", **more}
    return Trust(policy=Policy(1, 30, 10), keys=listed, **values)


@pytest.mark.parametrize(
    "make",
    [
        lambda: signing.ed25519("ada"),
        lambda: signing.ecdsa("ada"),
        lambda: signing.rsa_key(3072),
    ],
    ids=["ed25519", "ecdsa", "rsa"],
)
def test_the_signature_is_one_that_sms_docs_and_ssh_keygen_accept(
    tmp_path: Path, make: Callable[[], signing.Plain]
) -> None:
    key = make()
    claimed = Claimed(
        CONTENT,
        sign(CONTENT, key_file(tmp_path, key), ask=False),
        signing.signer_line("ada-ironwood", key),
    )
    assert stock.ours(claimed) == ""
    assert stock.stock(claimed, tmp_path) == ""


def test_nothing_is_written_beside_the_key_or_in_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = key_file(tmp_path / "keys", signing.ed25519("ada"))
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    sign(CONTENT, key, ask=False)
    assert list(empty.iterdir()) == []
    assert {path.name for path in key.parent.iterdir()} == {"id", "id.pub"}


def test_an_agent_signs_by_the_public_half_in_a_file_or_alone(
    tmp_path: Path, agent: Callable[[Path], None]
) -> None:
    key = signing.ed25519("ada")
    path = key_file(tmp_path / "keys", key)
    agent(path)
    path.unlink()
    by_file = sign(CONTENT, path.with_suffix(".pub"), ask=False)
    by_line = sign(CONTENT, signing.public_line(key), ask=False)
    assert by_file == by_line == sign(CONTENT, key_file(tmp_path / "again", key), ask=False)


def test_a_key_that_the_agent_does_not_have_is_refused(agent: Callable[[Path], None]) -> None:
    del agent
    with pytest.raises(
        ConfigurationError, match=r"the agent does not have it; .*: load it with ss"
    ):
        sign(CONTENT, signing.public_line(signing.ed25519("ada")), ask=False)


@pytest.mark.parametrize("set_to", [{}, {"DISPLAY": ":99"}, {"SSH_ASKPASS": "/nowhere"}])
def test_a_passphrase_that_nobody_can_be_asked_for_is_an_answer_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, set_to: dict[str, str]
) -> None:
    for name, value in set_to.items():
        monkeypatch.setenv(name, value)
    path = locked_file(tmp_path)
    begun = time.monotonic()
    with pytest.raises(
        ConfigurationError, match=r"protected by a passphrase, .*`ssh-add .*/id`, or"
    ):
        sign(CONTENT, path, ask=False)
    assert time.monotonic() - begun < 10


def test_the_content_is_never_taken_for_the_passphrase(tmp_path: Path) -> None:
    """Without a terminal ssh-keygen reads the passphrase where it then reads the content."""
    path = locked_file(tmp_path)
    with pytest.raises(ConfigurationError, match="protected by a passphrase"):
        sign(f"{SECRET}\nthe rest is signed\n".encode(), path, ask=False)


def test_a_password_store_that_the_user_has_set_up_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    store.write_text(f"#!/bin/sh\necho '{SECRET}'\n")
    store.chmod(0o700)
    monkeypatch.setenv("SSH_ASKPASS", str(store))
    monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "force")
    signature = open_signature(sign(CONTENT, locked_file(tmp_path), ask=False))
    assert not isinstance(signature, str)
    assert signature.fingerprint == signing.fingerprint(signing.ed25519("ada"))


def test_a_password_store_that_never_answers_ends_the_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    store.write_text("#!/bin/sh\nexec sleep 600\n")
    store.chmod(0o700)
    monkeypatch.setenv("SSH_ASKPASS", str(store))
    monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "force")
    path = locked_file(tmp_path)
    begun = time.monotonic()
    with pytest.raises(
        ConfigurationError, match=r"has not answered for 0\.2 seconds; look whether"
    ):
        sign(CONTENT, path, ask=False, seconds=0.2)
    assert time.monotonic() - begun < 60


def test_without_room_for_a_temporary_file_the_cure_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = key_file(tmp_path, signing.ed25519("ada"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(
        ConfigurationError, match=r"no temporary file: .*; make room, or set TMPDIR"
    ):
        sign(CONTENT, path, ask=False)


# The first terminal that a process without one opens becomes its own.
IN_TERMINAL = """
import os, sys
from pathlib import Path
from sms_docs.act.sign import sign
from sms_docs.errors import ConfigurationError
terminal, key, ask, seconds = sys.argv[1:]
handle = os.open(terminal, os.O_RDWR)
try:
    answer = sign(sys.stdin.buffer.read(), Path(key), ask=ask == "ask", seconds=float(seconds))
except ConfigurationError as error:
    answer = str(error)
print(answer, end="", flush=True)
"""


class Terminal:
    """A terminal in which somebody types when a passphrase is asked for."""

    def __init__(self, typed: str = "") -> None:
        self.typed = typed.encode()
        self.shown = ""
        self.echoes = False

    def sign(self, key: Path, ask: str = "ask", seconds: float = 30) -> str:
        """Return what `sign` gives or refuses in a process that has this terminal."""
        here, there = pty.openpty()
        arguments = [os.ttyname(there), str(key), ask, str(seconds)]
        with subprocess.Popen(
            [sys.executable, "-c", IN_TERMINAL, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=there,
            start_new_session=True,
        ) as process:
            assert process.stdin
            assert process.stdout
            process.stdin.write(CONTENT)
            process.stdin.close()
            while process.poll() is None or select.select([here], [], [], 0)[0]:
                if select.select([here], [], [], 0.02)[0]:
                    self.shown += os.read(here, 4096).decode()
                    if "passphrase" in self.shown and self.typed:
                        os.write(here, self.typed)
                        self.typed = b""
            answer = process.stdout.read().decode()
        self.echoes = bool(termios.tcgetattr(there)[3] & termios.ECHO)
        os.close(here)
        os.close(there)
        return answer


@pytest.mark.parametrize("display", ["", ":99"])
def test_the_passphrase_is_asked_for_in_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, display: str
) -> None:
    """On a desktop too, where ssh-keygen alone would look for a window."""
    if display:
        monkeypatch.setenv("DISPLAY", display)
    terminal = Terminal(f"{SECRET}\n")
    answer = terminal.sign(locked_file(tmp_path))
    assert not isinstance(open_signature(answer), str), answer
    assert "passphrase" in terminal.shown
    assert SECRET not in terminal.shown
    assert terminal.echoes


def test_a_wrong_passphrase_is_refused(tmp_path: Path) -> None:
    path = locked_file(tmp_path)
    terminal = Terminal("wrong\n")
    answer = terminal.sign(path)
    assert answer.startswith(f"not signed with {path}: ssh-keygen ended with 255; what it says")
    assert "incorrect passphrase supplied" in terminal.shown


def test_nobody_is_asked_in_a_terminal_where_that_is_not_wanted(tmp_path: Path) -> None:
    terminal = Terminal()
    assert "protected by a passphrase" in terminal.sign(locked_file(tmp_path), ask="no")
    assert terminal.shown == ""


def test_an_answer_that_never_comes_ends_the_wait_and_mends_the_terminal(tmp_path: Path) -> None:
    terminal = Terminal()
    answer = terminal.sign(locked_file(tmp_path), seconds=1)
    assert answer.startswith("not signed: ssh-keygen has not answered for 1 seconds; look whether")
    assert "passphrase" in terminal.shown
    assert terminal.echoes


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda key: key.unlink(), "there is no such file; name the file of your key with --key"),
        (lambda key: (key.unlink(), key.mkdir()), "it is no regular file; name the file of your"),
        (lambda key: (key.unlink(), os.mkfifo(key)), "it is no regular file; name the file of"),
        (lambda key: key.chmod(0o644), "others may read the file; keep it to yourself: chmod 600"),
        (lambda key: key.write_text("nothing\n"), "name the file of a private key with --key"),
        (lambda key: key.write_bytes(b""), "name the file of a private key with --key"),
    ],
)
def test_a_file_that_is_no_usable_key_is_named_with_the_cure(
    tmp_path: Path, spoil: Callable[[Path], object], message: str
) -> None:
    key = key_file(tmp_path, signing.ed25519("ada"))
    spoil(key)
    with pytest.raises(ConfigurationError, match=message) as refused:
        sign(CONTENT, key, ask=False)
    assert str(refused.value).startswith(f"not signed with {key}: ")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Give a folder that every user may enter."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_key_that_only_another_user_may_read_is_refused(open_folder: Path) -> None:
    """As a user without rights, for root may read everything."""
    key = key_file(open_folder, signing.ed25519("ada"))
    key.chmod(0)
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from sms_docs.act.sign import sign\n"
        "from sms_docs.control import sshsig\n"
        "from sms_docs.errors import ConfigurationError\n"
        "if os.getuid() == 0:\n"
        "    os.setgid(65534)\n"
        "    os.setuid(65534)\n"
        "try:\n"
        "    sign(b'x', Path(sys.argv[1]), ask=False)\n"
        "except ConfigurationError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, key], check=True, capture_output=True, text=True
    )
    assert done.stdout == (
        f"not signed with {key}: the file cannot be read: permission denied; give yourself access"
        " to it\n"
    )


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda: signing.ecdsa("ada", ec.SECP384R1()), "ecdsa-sha2-nistp384"),
        (lambda: signing.rsa_key(2048), "2,?048"),
    ],
    ids=["p-384", "rsa-2048"],
)
def test_a_kind_of_key_that_sms_docs_cannot_verify_is_refused(
    tmp_path: Path, make: Callable[[], signing.Plain], kind: str
) -> None:
    with pytest.raises(ConfigurationError, match=f"{kind}"):
        sign(CONTENT, key_file(tmp_path, make()), ask=False)


@pytest.mark.parametrize("broken", ["missing", "not to be executed"])
def test_without_ssh_keygen_the_cure_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    key = key_file(tmp_path, signing.ed25519("ada"))
    folder = tmp_path / "bin"
    folder.mkdir()
    if broken != "missing":
        (folder / "ssh-keygen").write_text("")
    monkeypatch.setenv("PATH", str(folder))
    with pytest.raises(
        ConfigurationError, match=r"ssh-keygen cannot be started .*apt install open"
    ):
        sign(CONTENT, key, ask=False)


def test_the_key_of_the_person_is_found_among_the_files(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    mine, other = signing.ed25519("ada"), signing.ed25519("otto")
    key_file(folder, other, "a-other")
    path = key_file(folder, mine, "id_work")
    (folder / "broken.pub").write_text("ssh-ed25519 é!\n")
    (folder / "empty.pub").write_bytes(b"")
    (folder / "folder.pub").mkdir()
    os.mkfifo(folder / "fifo.pub")
    listed = trust(("otto-brink", other), ("ada-ironwood", mine))
    assert find_key("ada-ironwood", listed, NOON, folder) == path
    folder.rename(tmp_path / "home/.ssh")
    assert find_key("ada-ironwood", listed, NOON) == tmp_path / "home/.ssh/id_work"


def test_what_the_agent_has_comes_before_the_files(
    tmp_path: Path, agent: Callable[[Path], None]
) -> None:
    folder = tmp_path / "keys"
    mine, other = signing.ed25519("ada"), signing.ed25519("otto")
    path = key_file(folder, mine)
    listed = trust(("ada-ironwood", mine))
    assert find_key("ada-ironwood", listed, NOON, folder) == path
    agent(key_file(tmp_path / "more", other))
    assert find_key("ada-ironwood", listed, NOON, folder) == path
    agent(path)
    found = find_key("ada-ironwood", listed, NOON, folder)
    assert isinstance(found, str)
    assert found.startswith(signing.public_line(mine))
    assert sign(CONTENT, found, ask=False) == sign(CONTENT, path, ask=False)


def test_an_agent_that_is_gone_is_as_good_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "gone"))
    mine = signing.ed25519("ada")
    path = key_file(tmp_path / "keys", mine)
    listed = trust(("ada-ironwood", mine))
    assert find_key("ada-ironwood", listed, NOON, tmp_path / "keys") == path
    # As where ssh-add is not installed.
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_key("ada-ironwood", listed, NOON, tmp_path / "keys") == path


def test_a_key_that_is_not_here_is_named_by_its_fingerprint(tmp_path: Path) -> None:
    mine = signing.ed25519("ada")
    path = key_file(tmp_path / "keys", mine)
    path.unlink()
    with pytest.raises(ConfigurationError) as refused:
        find_key("ada-ironwood", trust(("ada-ironwood", mine)), NOON, tmp_path / "keys")
    assert str(refused.value) == (
        f"no key of ada-ironwood was found in an agent or in {tmp_path / 'keys'}; name its file"
        " with --key FILE, or load it with ssh-add; listed is"
        f" {signing.fingerprint(mine)} (key of ada-ironwood)"
    )


def test_a_person_without_a_key_is_told_how_to_get_one(tmp_path: Path) -> None:
    listed = trust(("otto-brink", signing.ed25519("otto")))
    with pytest.raises(ConfigurationError, match=r"lists no key of ada-ironwood; add one: `sms-do"):
        find_key("ada-ironwood", listed, NOON, tmp_path)


@pytest.mark.parametrize(
    ("moment", "revoked", "reason"),
    [
        (datetime(2025, 12, 31, tzinfo=UTC), None, "is valid only from 2026-01-01"),
        (datetime(2027, 1, 1, tzinfo=UTC), None, "has been invalid since 2027-01-01"),
        (NOON, ("loss", date(2026, 6, 1)), r"is revoked since 2026-06-01 \(loss\)"),
        (NOON, ("compromise", date(2026, 7, 1)), r"is revoked since 2026-07-01 \(compromise\)"),
    ],
)
def test_a_key_that_would_not_count_is_not_used(
    tmp_path: Path, moment: datetime, revoked: tuple[str, date] | None, reason: str
) -> None:
    old, new = signing.ed25519("ada"), signing.ed25519("ada-2")
    key_file(tmp_path / "keys", old)
    name = signing.fingerprint(old)
    more = {name: Revocation(name, revoked[1], revoked[0], revoked[1])} if revoked else {}
    with pytest.raises(ConfigurationError, match=f"no key of ada may sign now: .* {reason}; add"):
        find_key("ada", trust(("ada", old), revoked=more), moment, tmp_path / "keys")
    if revoked:
        path = key_file(tmp_path / "keys", new, "new")
        listed = trust(("ada", old), ("ada", new), revoked=more)
        assert find_key("ada", listed, moment, tmp_path / "keys") == path


def test_a_key_that_is_lost_later_counts_until_then(tmp_path: Path) -> None:
    mine = signing.ed25519("ada")
    path = key_file(tmp_path / "keys", mine)
    name = signing.fingerprint(mine)
    later = {name: Revocation(name, date(2026, 6, 2), "loss", date(2026, 6, 2))}
    assert find_key("ada", trust(("ada", mine), revoked=later), NOON, tmp_path / "keys") == path
