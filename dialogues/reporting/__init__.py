"""The quarterly report as page, chart and PDF."""
