"""Pages of accounts, split by whom they are for."""
