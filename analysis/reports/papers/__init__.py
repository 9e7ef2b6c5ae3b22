"""Reports as papers: one description of what is said, written as HTML, PDF, Word and Excel."""
