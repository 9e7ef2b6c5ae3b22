"""The page of groups compared, its words and its file; and what the report says of groups."""
