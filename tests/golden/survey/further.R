# Answers of R's survey package for tests/analysis/estimators/test_further_cases.py: every rule of
# quantiles, the sums of chi-squares of Rao and Scott, goodness of fit, Cronbach's alpha, and p.adjust.
# Run from this folder: Rscript further.R      (R 4.2.2, survey 4.1.1; writes further.tsv)
# The package CompQuadForm is not needed: "lincom" is not asked, as R falls back on "saddlepoint" without it.
suppressMessages(library(survey))
options(warn = -1)
read <- function(name) read.csv(paste0(name, ".csv"), na.strings = c("", "NA"))
strat <- read("apistrat"); clus1 <- read("apiclus1"); clus2 <- read("apiclus2")
firms <- subset(read("firms_synthetic"), stratum != "dich_vu/vua_lon")
designs <- list(
  strat = svydesign(ids = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat),
  clus1 = svydesign(ids = ~dnum, weights = ~pw, fpc = ~fpc, data = clus1),
  clus2 = svydesign(ids = ~dnum + snum, fpc = ~fpc1 + fpc2, data = clus2),
  firms = svydesign(ids = ~1, strata = ~stratum, weights = ~base_wt, fpc = ~N_h, data = firms)
)
designs$jackknife <- as.svrepdesign(designs$clus1)
out <- file("further.tsv", "w")
line <- function(design, what, asked, ...)
  cat(design, what, asked, sprintf("%.15g", c(...)), sep = "\t", file = out, fill = FALSE, append = TRUE)
put <- function(...) { line(...); cat("\n", file = out) }

rules <- c("math", "school", "shahvaish", paste0("hf", 1:9))
variables <- list(strat = c("api00", "enroll"), clus1 = "api00", clus2 = c("api00", "enroll"), firms = "q6_days", jackknife = "api00")
for (name in names(variables)) for (y in variables[[name]]) for (rule in rules) for (p in c(.1, .25, .5, .8)) {
  found <- svyquantile(reformulate(y), designs[[name]], p, qrule = rule, na.rm = TRUE)[[1]]
  put(name, paste0("quantile-", rule), paste0(y, "@", p), found[1, ])
}
for (type in c("beta", "xlogit", "asin", "score")) for (rule in c("school", "hf4", "hf6", "hf8")) {
  found <- svyquantile(~api00, designs$strat, .5, qrule = rule, interval.type = type)[[1]]
  put("strat", paste0("quantile-", rule), paste0("api00@0.5@", type), found[1, ])
}
pairs <- list(strat = "sch.wide+stype", strat = "awards+comp.imp", clus1 = "sch.wide+stype", clus2 = "sch.wide+comp.imp",
              firms = "q3_budget+sector", firms = "member+size", jackknife = "sch.wide+stype")
for (i in seq_along(pairs)) {
  found <- try(svychisq(as.formula(paste0("~", pairs[[i]])), designs[[names(pairs)[i]]], statistic = "saddlepoint"), silent = TRUE)
  if (!inherits(found, "try-error")) put(names(pairs)[i], "saddlepoint", pairs[[i]], found$statistic, found$p.value)
}
shares <- list(strat = list("awards", c(.35, .65)), strat = list("stype", c(.7, .12, .18)), clus1 = list("stype", c(.75, .1, .15)),
               firms = list("district", NULL), firms = list("age", NULL), jackknife = list("stype", c(.75, .1, .15)))
for (i in seq_along(shares)) {
  y <- shares[[i]][[1]]; p <- shares[[i]][[2]]; d <- designs[[names(shares)[i]]]
  if (is.null(p)) p <- rep(1, length(unique(firms[[y]])))
  found <- svygofchisq(reformulate(y), p = p, d)
  put(names(shares)[i], "goodness-of-fit", paste0(y, "@", paste(p, collapse = ",")), found$statistic, found$parameter, found$p.value)
}
put("strat", "alpha", "api00+api99+meals", svycralpha(~api00 + api99 + meals, designs$strat))
put("clus2", "alpha", "api00+enroll", svycralpha(~api00 + enroll, designs$clus2, na.rm = TRUE))
put("firms", "alpha", "q1_planning+q2_legal", svycralpha(~q1_planning + q2_legal, designs$firms, na.rm = TRUE))
p <- c(.001, .012, .02, .02, .041, .3, .7, .95)
for (method in c("holm", "hochberg", "bonferroni", "BH", "BY", "none")) put("-", "p.adjust", method, p.adjust(p, method))
close(out)
