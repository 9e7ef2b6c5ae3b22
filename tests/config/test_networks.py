"""nginx as shipped counts a visitor's network, not each of the addresses it has."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from bench._site import free_port
from scripts.chaos.proxies import nginx_configuration
from tests.config import asks_from

pytestmark = pytest.mark.platform
SAME = ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:1::3")
OTHER = "2001:db8:0:2::1"


def test_addresses_of_one_ipv6_network_are_one_visitor(tmp_path):
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    unshare = shutil.which("unshare")
    if os.geteuid() != 0 or not nginx or not unshare or not shutil.which("ip"):
        pytest.skip("needs root, nginx, unshare and ip")
    port = free_port()
    ours = nginx_configuration(str(tmp_path), port, free_port())  # nobody behind it: 502
    ours = ours.replace(f"listen 127.0.0.1:{port};", f"listen [::1]:{port};")
    (tmp_path / "nginx.conf").write_text(ours, encoding="utf-8")
    command = [unshare, "--net", sys.executable, asks_from.__file__, nginx]
    told = subprocess.run(  # noqa: S603 -- ours
        [*command, str(tmp_path / "nginx.conf"), str(port), *SAME, OTHER],
        capture_output=True,
        check=True,
    )

    first, second, third, other = json.loads(told.stdout)

    assert 21 <= first < asks_from.ASKED
    assert second + third <= 2  # one comes back every two seconds
    assert 21 <= other < asks_from.ASKED
