"""Rows become frames here and nowhere else: responses, own figures, official values, plan."""
