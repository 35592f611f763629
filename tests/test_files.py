"""Texts read from any bytes, and written whole or not at all."""

import errno
import os
import stat
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from repair.text.files.reading import Source, TextError, decode, encode, read
from repair.text.files.writing import lock, write

TEXT = "Caf\N{LATIN SMALL LETTER E WITH ACUTE} \N{RIGHT SINGLE QUOTATION MARK}s\n"


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        (b"", "utf-8", ""),
        (b" \n\t \n", "utf-8", " \n\t \n"),
        (TEXT.encode(), "utf-8", TEXT),
        (TEXT.encode("utf-8-sig"), "utf-8", TEXT),
        (TEXT.encode("utf-16"), "utf-16-le", TEXT),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be", TEXT),
        (TEXT.encode("utf-32"), "utf-32-le", TEXT),
        (b"\x00\x00\xfe\xff" + TEXT.encode("utf-32-be"), "utf-32-be", TEXT),
        (TEXT.encode("cp1252"), "cp1252", TEXT),
        (b"undefined \x81 byte", "cp1252", "undefined \x81 byte"),
        ("one \N{EM DASH} cut \N{EM DASH}".encode()[:-1], "utf-8", "one — cut \udce2\udc80"),
        (b"\xff\xfe" + "\ud800x".encode("utf-16-le", "surrogatepass"), "utf-16-le", "\ud800x"),
    ],
)
def test_decode_and_back_to_the_byte(data, encoding, text):
    source = decode(data)
    assert (source.encoding, source.text) == (encoding, text)
    assert encode(source.text, source) == data


@given(st.binary(max_size=60))
@example(b"\xef\xbb\xbf\xff")
@example(b"\xed\xa0\x80 surrogate in UTF-8")
@example(b"\xff\xfe\x00\xd8")
def test_whatever_is_read_is_written_back_to_the_byte(data):
    try:
        source = decode(data)
    except TextError as error:
        assert "\n" not in str(error)
    else:
        assert encode(source.text, source) == data


@pytest.mark.parametrize(
    ("data", "notice"),
    [
        (b"plain", ""),
        (b"caf\xe9", "not UTF-8; read as Windows-1252"),
        ("é é é".encode() + b"\xff", "not quite UTF-8; broken places kept as they are: 1"),
    ],
)
def test_a_guess_is_told(data, notice):
    assert decode(data).notice == notice


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a\x00b", "NUL at character 2"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "NUL at character 9"),
        (bytes(range(1, 256)) * 4, "control characters"),
        (b"\xff\xfea", "damaged UTF-16-LE"),
        ("no mark".encode("utf-16-le"), "UTF-16 without a byte-order mark"),
    ],
)
def test_what_is_no_text_is_refused(data, message):
    with pytest.raises(TextError, match=message):
        decode(data)


@pytest.mark.parametrize(
    ("data", "newline"),
    [(b"one", ""), (b"a\nb\n", "\n"), (b"a\r\nb", "\r\n"), (b"a\rb", "\r"), (b"a\r\nb\nc", "mixed")],
)
def test_newline_style(data, newline):
    assert decode(data).newline == newline


def test_line_feeds_that_a_repair_adds_follow_the_file():
    assert encode("a\nb\r\n", Source("", newline="\r\n")) == b"a\r\nb\r\n"
    assert encode("a\nb\r\n", Source("", newline="mixed")) == b"a\nb\r\n"


def test_an_encoding_too_small_for_the_text_is_an_error():
    with pytest.raises(TextError, match=r"Windows-1252 has no place for U\+2192; write to another file"):
        encode("a → b", Source("", encoding="cp1252"))


def test_read_failures_are_one_line(tmp_path):
    with pytest.raises(TextError, match=r"^is a folder$"):
        read(tmp_path)
    with pytest.raises(TextError, match=r"^no such file or folder$"):
        read(tmp_path / "missing")
    long = tmp_path / "long"
    long.write_bytes(b"x" * 11)
    with pytest.raises(TextError, match=r"^larger than 9.53674e-06 MB; split it first$"):
        read(long, max_bytes=10)
    with pytest.raises(TextError):
        read(long / "beneath")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may read everything")
def test_a_file_without_permission(tmp_path):
    path = tmp_path / "secret"
    path.write_text("x")
    path.chmod(0)
    with pytest.raises(TextError, match="^permission denied$"):
        read(path)


def test_ten_megabytes_on_one_line_are_read_fast(tmp_path):
    path = tmp_path / "line"
    path.write_bytes("straße ".encode() * 1_250_000)
    begin = time.perf_counter()
    assert len(read(path).text) == 7 * 1_250_000
    assert time.perf_counter() - begin < 5


def test_write_keeps_mode_and_leaves_nothing_beside(tmp_path):
    path = tmp_path / "text"
    path.write_text("old")
    path.chmod(0o640)
    write(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_has_the_usual_mode(tmp_path):
    usual = tmp_path / "usual"
    usual.write_text("")
    write(tmp_path / "new", b"")
    assert (tmp_path / "new").stat().st_mode == usual.stat().st_mode


def test_a_symbolic_link_is_followed_or_refused(tmp_path):
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old")
    link.symlink_to(target)
    with pytest.raises(TextError, match="is a symbolic link"):
        write(link, b"new", follow_link=False)
    assert target.read_text() == "old"
    write(link, b"new")
    assert (link.is_symlink(), target.read_text()) == (True, "new")


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_the_file_as_it_was(tmp_path, monkeypatch, step):
    def fail(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "text"
    path.write_text("old")
    monkeypatch.setattr(os if step == "fsync" else Path, step, fail)
    with pytest.raises(TextError, match="^not written: no space left on the disk$"):
        write(path, b"new")
    monkeypatch.undo()
    assert (path.read_text(), list(tmp_path.iterdir())) == ("old", [path])


def test_an_interruption_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    path = tmp_path / "text"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write(path, b"new")
    monkeypatch.undo()
    assert (path.read_text(), list(tmp_path.iterdir())) == ("old", [path])


def test_write_refuses_folders_and_read_only_files(tmp_path, monkeypatch):
    with pytest.raises(TextError, match="^not written: is a folder$"):
        write(tmp_path, b"")
    with pytest.raises(TextError, match="^not written: no such file or folder$"):
        write(tmp_path / "missing" / "text", b"")
    path = tmp_path / "text"
    path.write_text("old")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(TextError, match="^not written: is read-only$"):
        write(path, b"new")


def test_all_names_of_a_file_keep_it(tmp_path):
    path, other = tmp_path / "text", tmp_path / "other"
    path.write_text("old and long")
    path.chmod(0o640)
    other.hardlink_to(path)
    write(path, b"new")
    assert (other.read_bytes(), path.stat().st_nlink, stat.S_IMODE(path.stat().st_mode)) == (b"new", 2, 0o640)
    assert sorted(tmp_path.iterdir()) == [other, path]


@pytest.mark.parametrize("stop", [OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), KeyboardInterrupt()])
@pytest.mark.parametrize("at", [1, 2])  # while the copy is written, and while the file is
def test_a_failure_leaves_a_file_of_several_names_as_it_was(tmp_path, monkeypatch, stop, at):
    path = tmp_path / "text"
    path.write_text("old")
    (tmp_path / "other").hardlink_to(path)
    synced = []

    def fail_once(descriptor):
        synced.append(descriptor)
        if len(synced) == at:
            raise stop

    monkeypatch.setattr(os, "fsync", fail_once)
    with pytest.raises((TextError, KeyboardInterrupt)):
        write(path, b"a new text, longer than the old")
    assert (path.read_text(), len(list(tmp_path.iterdir()))) == ("old", 2)


def test_a_copy_left_by_a_killed_run_is_never_written_over(tmp_path):
    path, kept = tmp_path / "text", tmp_path / "text.before-repair"
    path.write_text("half")
    (tmp_path / "other").hardlink_to(path)
    kept.write_text("old")
    with pytest.raises(TextError, match=r"^not written: text\.before-repair is left of a run that was killed"):
        write(path, b"new")
    assert (path.read_text(), kept.read_text()) == ("half", "old")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give files away")
def test_the_owner_stays(tmp_path):
    path = tmp_path / "text"
    path.write_text("old")
    os.chown(path, 12_345, 54_321)
    path.chmod(0o4750)
    write(path, b"new")
    made = path.stat()
    assert (made.st_uid, made.st_gid, stat.S_IMODE(made.st_mode)) == (12_345, 54_321, 0o4750)


def test_an_owner_that_cannot_be_given_stays(tmp_path, monkeypatch):
    path = tmp_path / "text"
    path.write_text("old")
    node = path.stat().st_ino
    monkeypatch.setattr(os, "geteuid", lambda: 12_345)
    write(path, b"new")
    assert (path.read_bytes(), path.stat().st_ino, list(tmp_path.iterdir())) == (b"new", node, [path])


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="Linux has these calls")
def test_extended_attributes_stay(tmp_path):
    path = tmp_path / "text"
    path.write_text("old")
    try:
        os.setxattr(path, "user.source", b"crawl")
    except OSError:
        pytest.skip("this file system has no extended attributes: NOT CHECKED")
    write(path, b"new")
    assert os.getxattr(path, "user.source") == b"crawl"


def test_leftovers_of_killed_writes_are_swept_up(tmp_path):
    old, young, held = (tmp_path / f".repair-{name}.tmp" for name in ("old", "young", "held"))
    other = tmp_path / "notes.tmp"
    for path in (old, young, held, other):
        path.write_text("")
        if path != young:
            os.utime(path, (0, 0))
    descriptor = os.open(held, os.O_RDONLY)
    try:
        lock(descriptor, wait=False)
        write(tmp_path / "text", b"new")
        left = {path.name for path in tmp_path.iterdir()}
        assert left == {young.name, held.name, other.name, "text"}
    finally:
        os.close(descriptor)


def test_what_is_written_is_private_until_it_has_the_mode_of_the_file(tmp_path, monkeypatch):
    path = tmp_path / "text"
    path.write_text("old")
    path.chmod(0o600)
    seen = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: seen.append(stat.S_IMODE(os.fstat(descriptor).st_mode)))
    write(path, b"new")
    assert seen == [0o600]
