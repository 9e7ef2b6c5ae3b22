"""Pure: a questionnaire as a document, from its file to the answers it takes."""
