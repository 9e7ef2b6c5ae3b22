"""Files of rows in and out: reading, cells, writing, sorting, uploads that wait."""

import os

# openpyxl would prefer lxml, where that is installed, to the parser that refuses entities
os.environ["OPENPYXL_LXML"] = "False"
