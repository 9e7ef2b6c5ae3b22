"""Pure computation on DataFrames: survey statistics that equal those of R's survey package.

No Django, database, file, clock or settings in here. The design comes first; every estimator takes
it and returns figures that carry their doubt.

    design = Design(frame, weight="weight", strata="size", population="size_count")
    means.mean(design, "outlook", where=mask)            -> results.Estimate
    means.total, means.ratio(design, y, x), means.proportion(design, y, level)
    means.estimates(design, y, kind=..., by=[...])       -> [(domain key, Estimate), ...]
    means.joint(design, ys, by=[...])                    -> results.Joint, with .difference(...)
    bulk.domain_means(design, variables, by=[...])       -> DataFrame, the quick way to many figures
    quantiles.quantile(design, y, 0.5, rule="woodruff")  -> Estimate
    measures.criterion_estimate(design, items, measure="mean" | "share" | "median", named=[...],
        reverse=6, where=mask)  -> official form and design-based Estimate side by side
    weights.poststratified / raked / calibrated / trimmed / nonresponse_adjusted -> a new Design
    resampling.jackknife / bootstrap / brr               -> a new Design with replicate weights
    tables.rao_scott, comparisons.t_test, comparisons.rank_test, comparisons.adjusted
    regression.fit(design, formula, family=...), ordinal.fit(design, formula)
    change.independent(before, after), change.panel(...)
    response.rates, response.propensities, response.r_indicator
    release: may a figure be shown, how, and why not
    specfile.read + runner.run: everything above from one declarative document

``Estimate``: value, se, df, n, n_effective, deff, cv, interval(level, method), publishable, reason
(English; the keys in ``release.reasons`` are for translation). ``where`` is a boolean mask over all
rows of the frame: rows are never dropped, so the whole design stays known.
"""
