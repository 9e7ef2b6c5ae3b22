"""How often a report calls something changed when nothing has, and when it has."""

from analysis.forecasting.simulated_reports import Setup, simulate

SEED = 1
CASES = ((1, True), (1, False), (2, True), (3, True))


def main(*, quick: bool = False) -> None:
    """Print false headlines under no change, and what is found of changes of one yearly spread."""
    reports = 200 if quick else 2000
    show(f"{reports} invented reports of 11 criteria; editions beside official values, with the")
    show("last one or not; change of each criterion, in spreads between provinces:")
    show("editions  last  change  reports with a headline  criteria in a headline  marked")
    for editions, has_last in CASES:
        for step in (0.0, 1.0):
            setup = Setup(editions=editions, has_last=has_last, step=step)
            found = simulate(setup, reports=reports, seed=SEED)
            goal = "  (goal: at most 0.05)" if not step else ""
            show(
                f"{editions:8}  {'yes' if has_last else 'no':4}  {step:6.1f}"
                f"  {found.with_headline:23.4f}  {found.headlines:22.4f}  {found.marks:6.4f}{goal}"
            )


def show(text: str) -> None:
    """Print a line of the table."""
    print(text, flush=True)  # noqa: T201 -- a benchmark speaks to the terminal
