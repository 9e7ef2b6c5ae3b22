"""nginx and Caddy with the configurations that are shipped, for a run without certificate."""

import os

from bench._site import ROOT


def nginx_configuration(folder: str, port: int, behind: int) -> str:
    """Give the shipped configuration the ports and folders of this run, without a certificate."""
    shipped = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    before, _server, ours = shipped.rpartition("\nserver {")
    kept = [line for line in ours.splitlines() if "ssl_" not in line and "listen [" not in line]
    there = "\n".join(kept).replace("listen 443 ssl", f"listen 127.0.0.1:{port}")
    before = before[: before.index("server {\n    listen 80")]
    whole = f"{before}\nserver {{{there}"
    for shipped_at, here in (
        ("127.0.0.1:8000", f"127.0.0.1:{behind}"),
        ("/var/log/nginx/", f"{folder}/"),
        ("/var/cache/nginx/", f"{folder}/"),
        ("$host", "127.0.0.1"),
    ):
        whole = whole.replace(shipped_at, here)
    user = "user root;\n" if os.geteuid() == 0 else ""
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"{user}pid {folder}/pid;\nerror_log {folder}/error.log;\nworker_processes 2;\n"
        f"events {{}}\nhttp {{\n{temporary}{whole}\n}}\n"
    )


def caddyfile(port: int, behind: int) -> str:
    """Give the shipped configuration the ports of this run."""
    shipped = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    ours = shipped.replace("\nthuocdo.example {", f"\nhttp://127.0.0.1:{port} {{")
    ours = ours.replace("127.0.0.1:8000", f"127.0.0.1:{behind}")
    return ours.replace("{\n\tservers", "{\n\tadmin off\n\tservers", 1)
