"""Pages of waves, forecasts and rank studies."""
