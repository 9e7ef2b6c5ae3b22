"""How a bundle is made, and how it is known whether it is the one of its sources."""

import hashlib
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
STATIC = HERE.parents[1] / "static"
TOKEN = re.compile(r"(?<=[{;])(--[\w-]+):[^;}]*;?")
ASKED_FOR = re.compile(r"var\((--[\w-]+)")
PHONES = "chrome67,firefox60,safari12"  # of 2018; older ones answer by plain forms


@dataclass(frozen=True)
class Bundle:
    """A file that pages load, and what it is made of, in this order."""

    made: str
    sources: tuple[str, ...]

    def read_sources(self) -> bytes:
        return b"\n".join((STATIC / name).read_bytes() for name in self.sources)

    @property
    def stamp(self) -> str:
        """The first line of the file: by it a test knows whether the sources have changed."""
        digest = hashlib.sha256(self.read_sources()).hexdigest()[:16]
        return f"/* scripts/bundle: {' '.join(self.sources)} {digest} */\n"

    def is_current(self) -> bool:
        return (STATIC / self.made).read_text(encoding="utf-8").startswith(self.stamp)


BUNDLES = (
    Bundle("js/answering.js", ("js/expressions.js", "js/answer-queue.js", "js/answer.js")),
    Bundle("css/answering.css", ("css/tokens.css", "css/answer.css")),
)


def make(bundle: Bundle) -> None:
    kind = Path(bundle.made).suffix[1:]
    options = ["--minify", f"--loader={kind}", f"--target={PHONES}", "--charset=utf8"]
    if kind == "js":
        options.append("--format=esm")
    done = subprocess.run(  # noqa: S603 -- the program of package.json
        [str(HERE / "node_modules/.bin/esbuild"), *options],
        input=bundle.read_sources(),
        capture_output=True,
        check=True,
    )
    made = done.stdout.decode()
    if kind == "css":
        made = leave_out_unused(made)
    (STATIC / bundle.made).write_text(bundle.stamp + made, encoding="utf-8")


def leave_out_unused(css: str) -> str:
    """The same style without design tokens that nothing in it asks for."""
    used = set(ASKED_FOR.findall(css))
    left = TOKEN.sub(lambda found: found[0] if found[1] in used else "", css)
    return left if left == css else leave_out_unused(left)
