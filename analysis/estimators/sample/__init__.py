"""The design of a sample: strata, stages, weights, variances, replicates."""
