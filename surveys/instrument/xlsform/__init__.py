"""XLSForm, the spreadsheet format of ODK and KoboToolbox, in and out.

What XLSForm cannot say (kinds, units, missing codes, criteria) travels in columns named ``thuocdo``
and in sheets of our own, which other programs pass over.
"""

from surveys.instrument.xlsform.importing import Imported, import_xlsform
from surveys.instrument.xlsform.remarks import Remark, XLSFormError
from surveys.instrument.xlsform.writing import export_xlsform

__all__ = [
    "Imported",
    "Remark",
    "XLSFormError",
    "export_xlsform",
    "import_xlsform",
]
