"""The same work done by other programs: each prints the seconds of a task on invented data."""

R = r"""
suppressMessages(library(survey)); options(warn = -1)
arguments <- commandArgs(TRUE); task <- arguments[1]; n <- as.integer(arguments[2]); set.seed(1)
f <- as.data.frame(matrix(rnorm(60 * n, 3), n)); names(f) <- paste0("v", 0:59)
f$stratum <- sample(15, n, TRUE); f$population <- as.vector(table(f$stratum)[f$stratum]) * 7
f$domain <- sample(20, n, TRUE); f$w <- runif(n, 3, 11)
levels <- c(a = 5, b = 3, c = 8, d = 4)
for (m in names(levels)) f[[m]] <- sample(levels[[m]], n, TRUE)
d <- svydesign(~1, strata = ~stratum, weights = ~w, fpc = ~population, data = f)
all <- as.formula(paste("~", paste0("v", 0:59, collapse = "+")))
margin <- function(m) {
  t <- as.data.frame(table(f[[m]])); names(t) <- c(m, "Freq"); t$Freq <- t$Freq * 7; t
}
tight <- list(maxit = 200, epsilon = 1e-9)
if (task == "bootstrap") b <- as.svrepdesign(d, type = "subbootstrap", replicates = 500)
spent <- system.time(switch(task,
  taylor = svyby(all, ~domain, d, svymean),
  rake = rake(d, list(~a, ~b, ~c, ~d), lapply(names(levels), margin), control = tight),
  bootstrap = svymean(all, b)))["elapsed"]
cat(spent, "\n")
"""

SVY = r"""
import sys, time
import numpy as np
import polars as pl
import svy
task, n = sys.argv[1], int(sys.argv[2])
rng = np.random.default_rng(1)
frame = pl.DataFrame({f"v{at}": rng.normal(3, 1, n) for at in range(60)}).with_columns(
    stratum=pl.Series(rng.integers(0, 15, n)),
    domain=pl.Series(rng.integers(0, 20, n)),
    w=pl.Series(rng.uniform(3, 11, n)),
)
sample = svy.Sample(frame, svy.Design(wgt="w", stratum="stratum"))
start = time.perf_counter()
for at in range(60):
    sample.estimation.mean(f"v{at}", by="domain")
print(time.perf_counter() - start)
"""
