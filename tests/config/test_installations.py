"""Several Associations on one machine: added from a list, upgraded by one command."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

RECORD = '#!/bin/bash\necho "$(basename "$DATA_DIR") $MAIL $BASE_URL $*" >>"$LOG"\n'
LOOK = "from config import settings as s; print(s.ALLOWED_HOSTS, s.DATABASES['default']['NAME'])"
FAILS = (
    '[[ "$(basename "$DATA_DIR") $*" = "binh-thuan manage.py migrate --verbosity 0" ]] && exit 1\n'
)


@pytest.fixture
def machine(tmp_path):
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "common.env").write_text("MAIL=a$b c\nDATABASE_SERVER=postgres://u@h\n")
    for name, rest in (("python", FAILS + "exit 0\n"), ("systemctl", "")):
        program = tmp_path / name
        program.write_text(RECORD + rest)
        program.chmod(0o755)
    return tmp_path


def run(machine, *arguments):
    places = {
        "THUOCDO_SETTINGS": str(machine / "etc"),
        "THUOCDO_DATA": str(machine / "data"),
        "PYTHON": str(machine / "python"),
        "SYSTEMCTL": str(machine / "systemctl"),
        "THUOCDO_ACCOUNT": "nobody-has-this-name",
        "LOG": str(machine / "log"),
    }
    command = ["bash", str(settings.BASE_DIR / "scripts" / "installations.sh"), *arguments]
    return subprocess.run(  # noqa: S603 -- our own script
        command, env=os.environ | places, capture_output=True, text=True, check=False
    )


def test_each_installation_has_settings_a_port_and_data_of_its_own(machine):
    (machine / "list").write_text("# tỉnh\nlam-dong https://a.example\ndak-lak https://b.example\n")
    assert run(machine, "add-all", str(machine / "list")).returncode == 0

    listed = run(machine, "list").stdout.splitlines()

    assert listed == [
        "dak-lak\thttps://b.example\t127.0.0.1:8002",
        "lam-dong\thttps://a.example\t127.0.0.1:8001",
    ]
    file = machine / "etc" / "lam-dong.env"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "DATABASE_URL=postgres://u@h/thuocdo_lam_dong" in file.read_text()
    keys = {
        (machine / "etc" / f"{n}.env").read_text().split("SECRET_KEY=")[1]
        for n in ("lam-dong", "dak-lak")
    }
    assert len(keys) == 2


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Lâm Đồng", "https://a.example"),
        ("common", "https://a.example"),
        ("../x", "https://a.example"),
        ("lam-dong", "a.example"),
        ("lam-dong", "https://taken.example"),
        ("taken", "https://a.example"),
    ],
)
def test_what_cannot_be_added_is_refused_and_nothing_is_written(machine, name, address):
    run(machine, "add", "taken", "https://taken.example")
    done = run(machine, "add", name, address)

    assert (done.returncode, done.stderr[:6]) == (1, "error:")
    assert sorted(file.name for file in (machine / "etc").iterdir()) == ["common.env", "taken.env"]


def test_one_command_upgrades_all_and_names_the_one_that_failed(machine):
    run(machine, "add", "binh-thuan", "https://a.example")
    run(machine, "add", "lam-dong", "https://b.example")

    done = run(machine, "upgrade")

    assert done.returncode == 1
    assert "binh-thuan" in done.stderr.splitlines()[-1]
    log = (machine / "log").read_text().splitlines()
    own = [line for line in log if line.startswith("lam-dong ")]
    steps = [line.split("manage.py ")[1].split()[0] for line in own]
    assert steps[-5:] == [
        "backup",
        "migrate",
        "createcachetable",
        "load_fixtures",
        "load_questionnaires",
    ]
    assert own[0].startswith("lam-dong a$b c https://b.example ")
    started = [line for line in log if " start " in line]
    assert ["lam-dong" in line for line in started] == [True]


def test_an_installation_nobody_added_is_not_upgraded(machine):
    run(machine, "add", "lam-dong", "https://b.example")
    assert run(machine, "upgrade", "khac").returncode == 1
    assert not (machine / "log").exists()


def test_an_installation_answers_to_its_own_name_and_reads_no_settings_beside_the_program(machine):
    (machine / "etc" / "common.env").unlink()
    run(machine, "add", "lam-dong", "https://a.example:8443")
    lines = (machine / "etc" / "lam-dong.env").read_text().split()
    told = dict(line.split("=", 1) for line in lines)
    unit = (settings.BASE_DIR / "deploy" / "thuocdo-web@.service").read_text()
    assert "Environment=ENV_FILE=/dev/null\n" in unit

    beside = {"ENV_FILE": "/dev/null", "DATA_DIR": str(machine), "PATH": os.environ["PATH"]}
    found = subprocess.check_output(  # noqa: S603 -- our own settings
        [sys.executable, "-c", LOOK], env=beside | told, cwd=settings.BASE_DIR, text=True
    )

    assert found == f"['a.example'] {machine}/thuocdo.sqlite3\n"


def test_upgrades_read_no_settings_beside_the_program(machine):
    (machine / "python").write_text('#!/bin/bash\necho "$ENV_FILE" >>"$LOG"\n')
    run(machine, "add", "lam-dong", "https://a.example")
    run(machine, "upgrade")

    said = (machine / "log").read_text().splitlines()
    assert set(said) - {line for line in said if "thuocdo-" in line} == {"/dev/null"}


def test_a_command_runs_with_the_settings_of_one_installation(machine):
    run(machine, "add", "lam-dong", "https://a.example")

    done = run(machine, "manage", "lam-dong", "createsuperuser", "--email", "a b@c.example")

    assert done.returncode == 0
    assert (machine / "log").read_text().splitlines() == [
        "lam-dong a$b c https://a.example manage.py createsuperuser --email a b@c.example"
    ]


@pytest.mark.parametrize("arguments", [("khac", "check"), ("lam-dong",)])
def test_a_command_needs_an_installation_and_a_name(machine, arguments):
    run(machine, "add", "lam-dong", "https://a.example")

    assert run(machine, "manage", *arguments).returncode == 1
    assert not (machine / "log").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files to others")
def test_what_root_orders_is_done_by_the_account_the_data_belong_to(machine):
    with tempfile.TemporaryDirectory() as folder:  # others may look into it
        open_to_all = shutil.copytree(machine, Path(folder, "machine"))
        log = open_to_all / "log"
        (open_to_all / "python").write_text('#!/bin/bash\necho "$(id -un) $2 $MAIL" >>"$LOG"\n')
        log.touch()
        for each in (Path(folder), open_to_all, log):
            each.chmod(0o777)
        run(open_to_all, "add", "lam-dong", "https://a.example")
        data = open_to_all / "data" / "lam-dong"
        os.chown(data, 65534, 65534)

        run(open_to_all, "upgrade", "lam-dong")

        told = {line.split()[1]: line for line in log.read_text().splitlines()}
        assert told["load_fixtures"] == "nobody load_fixtures a$b c"
        assert told["backup"] == "nobody backup a$b c"
        assert told["collectstatic"] == "root collectstatic a$b c"
        assert (data / "backups").owner() == "nobody"


@pytest.mark.parametrize("service", ["web", "worker"])
def test_a_service_sees_the_data_of_its_own_installation_alone(service):
    unit = (settings.BASE_DIR / "deploy" / f"thuocdo-{service}@.service").read_text()

    lines = unit.splitlines()
    assert "TemporaryFileSystem=/var/lib/thuocdo:ro" in lines
    assert "BindPaths=/var/lib/thuocdo/%i" in lines
    assert "StateDirectory=thuocdo/%i" in lines
