"""What the answers say: figures, forecasts, reports."""
