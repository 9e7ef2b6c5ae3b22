"""Files of rows in and out: reading, cells, writing, sorting, uploads that wait."""
