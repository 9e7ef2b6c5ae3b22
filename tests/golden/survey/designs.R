# Answers of R's survey package for tests/analysis/estimators/test_golden.py.
# Run from this folder: Rscript designs.R      (R 4.2.2, survey 4.1.1, MASS; writes designs.csv, designs.tsv)
suppressMessages(library(survey))
options(warn = -1)
set.seed(20181)

# An invented register: regions, districts, communes, enterprises; three stages of selection.
rows <- list()
for (region in c("north", "south", "west")) {
  drawn <- sample(4:5, 1)
  districts <- drawn + sample(3:6, 1)
  for (d in 1:drawn) {
    taken <- sample(2:3, 1)
    communes <- taken + sample(1:3, 1)
    for (c in 1:taken) {
      n <- sample(2:4, 1)
      enterprises <- n + sample(1:5, 1)
      rows[[length(rows) + 1]] <- data.frame(
        region = region, district = d, commune = c, enterprise = 1:n,
        N1 = districts, N2 = communes, N3 = enterprises, w = districts / drawn * communes / taken * enterprises / n)
    }
  }
}
f <- do.call(rbind, rows)
n <- nrow(f)
f$w <- round(f$w * runif(n, .9, 1.2), 4)
f$fraction <- .2
f$N <- 300 + 100 * match(f$region, c("north", "south", "west"))
f$lonely <- ifelse(f$region == "north" & f$district == 1, "alone", f$region)
f$half <- ave(seq_len(n), f$region, FUN = function(i) seq_along(i) %% 2)
f$sector <- sample(c("farm", "shop", "works"), n, TRUE, c(.4, .35, .25))
f$size <- sample(c("micro", "small"), n, TRUE, c(.6, .4))
shift <- rnorm(30)[as.integer(factor(paste(f$region, f$district)))]
f$workers <- round(exp(1.6 + .4 * shift + rnorm(n, 0, .6)), 1)
f$score <- round(50 + 6 * shift + 3 * (f$sector == "shop") + 8 * rnorm(n), 1)
f$score[sample(n, 9)] <- NA
f$asked <- ifelse(runif(n) < plogis(.2 + .5 * shift), "yes", "no")
f$asked[sample(n, 6)] <- NA
f$rare <- as.integer(runif(n) < .12)
f$rating <- pmin(5, pmax(1, round(3 + .6 * shift + rnorm(n))))
f$days <- rpois(n, 4) + 1
f$days[sample(n, 12)] <- NA

out <- file("designs.tsv", "w")
put <- function(design, what, ...) cat(design, what, sprintf("%.15g", c(...)), sep = "\t", fill = FALSE, file = out, append = TRUE)
line <- function(...) { put(...); cat("\n", file = out) }

ask <- function(id, d, models = TRUE) {
  m <- svymean(~score, d, na.rm = TRUE, deff = TRUE)
  line(id, "mean", coef(m), SE(m), deff(m), degf(subset(d, !is.na(score))))
  m <- svytotal(~score, d, na.rm = TRUE, deff = TRUE); line(id, "total", coef(m), SE(m), deff(m))
  m <- svyratio(~score, ~workers, d, na.rm = TRUE); line(id, "ratio", coef(m), SE(m))
  m <- svyby(~score, ~sector, d, svymean, na.rm = TRUE); line(id, "by", coef(m), SE(m))
  m <- svymean(~score, subset(d, workers > 4 & sector != "works"), na.rm = TRUE); line(id, "where", coef(m), SE(m))
  for (method in c("mean", "xlogit", "asin", "beta", "likelihood")) {
    if (method == "likelihood" && inherits(d, "svyrep.design")) next
    m <- svyciprop(~rare, subset(d, size == "micro"), method = method)
    line(id, paste0("share-", method), coef(m), sqrt(attr(m, "var")), confint(m))
  }
  for (p in c(.25, .5, .9)) {
    m <- svyquantile(~workers, d, p)[[1]]; line(id, paste0("quantile-", p), m[1, 1:4])
  }
  if (!models) return(invisible())
  t <- svychisq(~asked + sector, d); line(id, "rao-scott", t$statistic, t$parameter, t$p.value)
  t <- svyttest(score ~ asked, d); line(id, "t", t$statistic, t$parameter, t$p.value)
  t <- svyranktest(score ~ asked, d); line(id, "rank", t$statistic, t$parameter, t$p.value)
  for (s in c("Wald", "adjWald", "Chisq")) {
    t <- svychisq(~asked + sector, d, statistic = s)
    line(id, paste0("rao-scott-", s), t$statistic, t$parameter, t$p.value)
  }
  t <- svyranktest(score ~ asked, d, test = "median"); line(id, "rank-median", t$statistic, t$parameter, t$p.value)
  m <- svyglm(score ~ workers * size + sector, d); line(id, "gaussian", coef(m), SE(m), m$df.residual)
  m <- svyglm(rare ~ workers + size, d, family = quasibinomial()); line(id, "binomial", coef(m), SE(m), m$df.residual)
  if (inherits(d, "svyrep.design")) return(invisible())
  t <- svyranktest(score ~ sector, d); line(id, "kruskal", t$parameter, t$statistic, t$ddf, t$p.value)
  m <- svyolr(factor(rating) ~ workers + size, d); line(id, "ordinal", coef(m), SE(m))
}

options(survey.lonely.psu = "adjust")
designs <- list(
  simple = svydesign(~1, weights = ~w, data = f),
  strata = svydesign(~1, strata = ~region, weights = ~w, fpc = ~N, data = f),
  clusters = svydesign(~district, strata = ~region, weights = ~w, data = f, nest = TRUE),
  two = svydesign(~district + commune, strata = ~region, weights = ~w, fpc = ~N1 + N2, data = f, nest = TRUE),
  three = svydesign(~district + commune + enterprise, strata = ~region, fpc = ~N1 + N2 + N3, data = f, nest = TRUE),
  fraction = svydesign(~district, strata = ~region, weights = ~w, fpc = ~fraction, data = transform(f, fraction = .5), nest = TRUE))
for (id in names(designs)) ask(id, designs[[id]])
for (rule in c("remove", "certainty", "adjust", "average")) {
  options(survey.lonely.psu = rule)
  ask(paste0("lonely-", rule), svydesign(~district, strata = ~lonely, weights = ~w, data = f, nest = TRUE), FALSE)
}
options(survey.lonely.psu = "adjust")

sectors <- data.frame(sector = c("farm", "shop", "works"), Freq = c(310, 260, 180))
sizes <- data.frame(size = c("micro", "small"), Freq = c(480, 270))
tight <- list(maxit = 5000, epsilon = 1e-13)
for (id in c("strata", "two")) {
  d <- designs[[id]]
  ask(paste0(id, "+poststratify"), postStratify(d, ~sector, sectors), FALSE)
  ask(paste0(id, "+rake"), rake(d, list(~sector, ~size), list(sectors, sizes), control = tight), FALSE)
  ask(paste0(id, "+linear"), calibrate(d, ~sector + size, c(`(Intercept)` = 750, sectorshop = 260, sectorworks = 180, sizesmall = 270)), FALSE)
  ask(paste0(id, "+poststratify+rake"), rake(postStratify(d, ~sector, sectors), list(~sector, ~size), list(sectors, sizes), control = tight), FALSE)
  cells <- tapply(weights(d), f$sector, sum) * c(1.2, .9, .95)
  line(paste0(id, "+logit"), "totals", cells)
  totals <- c(`(Intercept)` = sum(cells), sectorshop = cells[["shop"]], sectorworks = cells[["works"]])
  ask(paste0(id, "+logit"), calibrate(d, ~sector, totals, calfun = "logit", bounds = c(.5, 2), epsilon = 1e-14), FALSE)
  ask(paste0(id, "+trim"), trimWeights(d, upper = 9, lower = 3), FALSE)
}

halves <- svydesign(~half, strata = ~region, weights = ~w, data = f, nest = TRUE)
replicates <- list(
  JK1 = as.svrepdesign(svydesign(~paste(region, district), weights = ~w, data = f), type = "JK1"),
  JKn = as.svrepdesign(designs$two, type = "JKn"),
  BRR = as.svrepdesign(halves, type = "BRR"),
  Fay = as.svrepdesign(halves, type = "Fay", fay.rho = .3))
for (id in names(replicates)) ask(id, replicates[[id]], id %in% c("JK1", "JKn"))
ask("JKn+poststratify", postStratify(replicates$JKn, ~sector, sectors), FALSE)
ask("JKn+linear", calibrate(replicates$JKn, ~sector + size, c(`(Intercept)` = 750, sectorshop = 260, sectorworks = 180, sizesmall = 270)), FALSE)
close(out)
write.csv(f, "designs.csv", row.names = FALSE, na = "")
