#!/usr/bin/env python
"""Start every command of the platform."""

import os
import sys

WITHOUT_APPS = {"estimate": "analysis"}  # read files alone; loading every app takes longer


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if len(sys.argv) > 1 and sys.argv[1] in WITHOUT_APPS:
        run_without_apps(sys.argv[1], sys.argv[2:])
    else:
        from django.core.management import execute_from_command_line  # noqa: PLC0415 -- settings

        execute_from_command_line(sys.argv)


def run_without_apps(name: str, arguments: list[str]) -> None:
    """Run a command that asks neither settings nor database for anything.

    One thread of arithmetic: the same digits on every machine, and a start without waking threads.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if name == "estimate":
        from analysis import estimation  # noqa: PLC0415 -- nothing of the platform

        code = estimation.main(arguments)
        if code is not None:
            sys.exit(code)
    run_bare_command(name, arguments)


def run_bare_command(name: str, arguments: list[str]) -> None:
    """Run a command by Django's base of commands, which knows further options."""
    from django.core.management import (  # noqa: PLC0415 -- after settings
        CommandError,
        load_command_class,
    )

    command = load_command_class(WITHOUT_APPS[name], name)
    try:
        options = vars(command.create_parser(sys.argv[0], name).parse_args(arguments))
        command.execute(*options.pop("args", ()), **options)
    except CommandError as refusal:
        if "--traceback" in arguments:
            raise
        command.stderr.write(f"{type(refusal).__name__}: {refusal}")
        sys.exit(refusal.returncode)


if __name__ == "__main__":
    main()
