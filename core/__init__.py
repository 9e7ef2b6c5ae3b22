"""The ground floor every app stands on: access, audit, jobs, messages, tables, the calendar."""
