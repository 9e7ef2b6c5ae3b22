"""Pages of questionnaires: lists, editor, preview, check, comparison."""
