"""The report of an analysed wave: numbers, then sentences, then pictures, then page and PDF."""

from analysis.reports.wave.page import context, html, numbers_of, pdf

__all__ = ["context", "html", "numbers_of", "pdf"]
