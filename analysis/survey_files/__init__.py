"""Files of survey data as analysts keep them, read so that no cell changes unseen.

``read_survey`` takes .csv, .tsv, .xlsx, .sav, .dta and .parquet and returns a frame, the codes its
file tells of, and notes on what had to be recognised. What could be read in two ways is refused
with the line it stands in.
"""

from analysis.survey_files.readers import Options, SurveyFile, read_survey

__all__ = ["Options", "SurveyFile", "read_survey"]
