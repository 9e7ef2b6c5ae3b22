"""All kinds of work in the background: what does it, and who may see and repeat it.

To add one: an entry here, and a function that takes the job. See docs/decisions/jobs.md.
"""

from core.jobs.kinds import Kind

KINDS: tuple[Kind, ...] = ()
