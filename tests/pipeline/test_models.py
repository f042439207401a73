"""The store: finding models by name and path, installing them whole, and writing nowhere else."""

import json
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.adapters import archive, argos_package, models
from pipeline.errors import ModelError, ModelUnavailable

from .test_archive import MEMBERS, build, metadata

PIECES = b"\x0a\x07" + "⟦0⟧".encode()


@pytest.fixture(autouse=True)
def places(tmp_path, monkeypatch):
    """A user without any model but the bundled one, which is a small fake."""
    for name in list(os.environ):
        if name.startswith(("ARGOS", "XDG", "SNAP")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TAIYAKU_HOME", str(tmp_path / "taiyaku"))
    bundled = tmp_path / "bundled"
    bundled.mkdir()
    build(bundled / "any-name.argosmodel", top="bundled-1")
    monkeypatch.setattr(models, "BUNDLED", bundled)
    return tmp_path


def argos_folder(folder, members=MEMBERS):
    for name, data in members.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def test_listing_shows_the_bundled_model_and_creates_nothing(places):
    before = sorted(places.rglob("*"))
    (model,) = models.list_models()
    assert (model.name, model.version, model.pair, model.where) == ("bundled-1", "1.0", ("ja", "en"), "bundled")
    assert model.size == sum(map(len, MEMBERS.values()))
    assert not model.has_placeholders
    assert sorted(places.rglob("*")) == before
    assert models.find() == models.find("bundled") == models.find("bundled-1") == model


def test_an_unknown_name_lists_the_known_ones_and_the_remedy():
    with pytest.raises(ModelUnavailable, match=r"no model “best”; there are: bundled-1; .*taiyaku model install"):
        models.find("best")


def test_no_model_at_all(places):
    (places / "bundled" / "any-name.argosmodel").unlink()
    with pytest.raises(ModelUnavailable, match="no translation model is installed; use: taiyaku model install"):
        models.find()


def test_two_bundled_models_are_a_broken_installation(places):
    build(places / "bundled" / "second.argosmodel")
    with pytest.raises(ModelError, match="holds 2 models where one belongs"):
        models.list_models()


def test_install_then_find_by_name_digest_and_path(places):
    path = build(places / "download.argosmodel", {**MEMBERS, "sentencepiece.model": PIECES})
    installed = models.install(path)
    assert installed.where == "installed"
    assert installed.path == places / "taiyaku" / "models" / "translate-ja_en-1_0"
    assert installed.has_placeholders
    assert models.find("translate-ja_en-1_0") == installed
    assert models.find(f"translate-ja_en-1_0@{installed.digest}") == installed
    with pytest.raises(ModelUnavailable):
        models.find("translate-ja_en-1_0@00000000")
    for place in (path, installed.path):
        assert models.find(str(place)).digest == installed.digest
    assert models.find().where == "bundled"
    assert [model.where for model in models.list_models()] == ["installed", "bundled"]
    details = models.info("translate-ja_en-1_0")
    assert (details.model, details.readme) == (installed, "# 説明\n")
    assert models.info().readme == "# 説明\n"


def test_installing_again_changes_nothing_and_other_weights_need_replace(places):
    path = build(places / "one.argosmodel")
    first = models.install(path)
    digest = first.digest
    stamp = (first.path / "model" / "model.bin").stat().st_mtime_ns
    assert models.install(path) == first
    assert (first.path / "model" / "model.bin").stat().st_mtime_ns == stamp
    other = build(places / "two.argosmodel", {**metadata(package_version="2.0"), "model/model.bin": b"new"})
    with pytest.raises(ModelError, match=r"already installed with other weights \(1\.0, [0-9a-f]{8}; offered 2\.0"):
        models.install(other)
    assert models.find(first.name).version == "1.0"
    replaced = models.install(other, replace=True)
    assert models.find(first.name) == replaced
    assert replaced.version == "2.0"
    assert replaced.digest != digest
    assert [p.name for p in replaced.path.parent.iterdir()] == [first.name]


def test_a_broken_installation_is_repaired_by_installing(places):
    path = build(places / "one.argosmodel")
    first = models.install(path)
    (first.path / "metadata.json").unlink()
    assert [model.where for model in models.list_models()] == ["bundled"]
    assert models.install(path).version == "1.0"


def test_a_bad_archive_is_not_installed(places):
    with pytest.raises(ModelError, match="translates de→en"):
        models.install(build(places / "de.argosmodel", metadata(from_code="de")))
    assert not (places / "taiyaku").exists()


def test_installing_and_unpacking_from_many_threads_at_once(places):
    path = build(places / "one.argosmodel")
    bundled = models.find()
    with ThreadPoolExecutor(8) as pool:
        installed = set(pool.map(lambda _: models.install(path), range(16)))
        folders = set(pool.map(lambda _: models.package_folder(bundled), range(16)))
    assert len(installed) == len(folders) == 1
    for folder in (places / "taiyaku" / "models", places / "taiyaku" / "cache" / "models"):
        assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize(
    ("variable", "below"),
    [("ARGOS_PACKAGES_DIR", ""), ("ARGOS_PACKAGE_DIR", ""), ("XDG_DATA_HOME", "argos-translate/packages"), ("", "")],
)
def test_packages_of_argos_are_found_where_argos_keeps_them(places, monkeypatch, variable, below):
    root = places / "elsewhere" if variable else places / "home" / ".local" / "share" / "argos-translate" / "packages"
    argos_folder(root / below / "ja_en")
    argos_folder(root / below / "de_en", metadata(from_code="de"))
    (root / below / "junk").mkdir()
    argos_folder(root / below / "sbd", metadata(type="sbd"))
    if variable:
        monkeypatch.setenv(variable, str(root))
    assert [(m.name, m.where) for m in models.list_models() if m.where != "bundled"] == [
        ("de_en", "argos"),
        ("ja_en", "argos"),
    ]
    assert models.find("ja_en").pair == ("ja", "en")
    with pytest.raises(ModelUnavailable):
        models.find("de_en")
    assert models.find("de_en", pair=None).from_code == "de"
    with pytest.raises(ModelError, match="translates de→en, not ja→en"):
        models.find(str(root / below / "de_en"))


def test_the_packages_folder_named_in_argos_settings(places):
    config = places / "home" / ".config" / "argos-translate"
    config.mkdir(parents=True)
    (config / "settings.json").write_text(json.dumps({"ARGOS_PACKAGES_DIR": str(places / "other")}))
    assert argos_package.package_dirs() == (places / "other",)
    (config / "settings.json").write_text("[]")
    assert argos_package.package_dirs()[0].name == "packages"


def test_an_archive_is_unpacked_once_and_again_when_a_file_was_lost(places, monkeypatch):
    model = models.find()
    folder = models.package_folder(model)
    assert folder.parent == places / "taiyaku" / "cache" / "models"
    assert {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} == set(MEMBERS)
    (folder / "model" / "model.bin").write_bytes(b"cut")
    assert models.package_folder(model) == folder
    assert (folder / "model" / "model.bin").read_bytes() == MEMBERS["model/model.bin"]
    monkeypatch.setattr(archive, "unpack", lambda *_, **__: pytest.fail("unpacked again"))
    assert models.package_folder(model) == folder


def test_without_a_writable_cache_a_private_folder_serves(places, monkeypatch):
    (places / "file").write_text("no folder")
    monkeypatch.setenv("TAIYAKU_HOME", str(places / "file"))
    folder = models.package_folder(models.find())
    assert (folder / "model" / "model.bin").read_bytes() == MEMBERS["model/model.bin"]
    assert not folder.is_relative_to(places / "file")
    shutil.rmtree(folder.parent)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the XDG rules are for other systems")
def test_user_folders_follow_the_environment(places, monkeypatch):
    assert models.data_dir() == places / "taiyaku"
    monkeypatch.delenv("TAIYAKU_HOME")
    assert models.data_dir() == places / "home" / ".local" / "share" / "taiyaku"
    assert models.cache_dir() == places / "home" / ".cache" / "taiyaku"
    monkeypatch.setenv("XDG_DATA_HOME", str(places / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(places / "cache"))
    assert models.data_dir() == places / "data" / "taiyaku"
    assert models.cache_dir() == places / "cache" / "taiyaku"


def test_a_path_that_is_no_package(places):
    with pytest.raises(ModelError, match=r"metadata\.json: cannot be read"):
        models.find(str(places))
