"""The scenarios by name, in the order they are run."""

from collections.abc import Callable

from scripts.chaos.outcome import Outcome
from scripts.chaos.scenarios import kills, load, outside, several, work
from scripts.chaos.size import Size

SCENARIOS: dict[str, Callable[[Size, Outcome], None]] = {
    "burst": load.answer_under_a_mailing,
    "backup": load.back_up_meanwhile,
    "web": kills.kill_the_web,
    "worker": kills.kill_the_worker,
    "letters": kills.kill_the_worker_at_letters,
    "import": work.kill_the_worker_at_an_import,
    "analysis": work.kill_the_worker_at_an_analysis,
    "silent": outside.hold_connections,
    "caddy": outside.hold_connections_to_caddy,
    "clock": outside.turn_the_clock,
    "disk": outside.fill_the_disk,
    "postgres": several.take_postgres_away,
    "several": several.two_of_each,
}
