"""A wave in the field: sample, invitations, mailings, calls, paper forms, the monitor."""
