"""People: roles, invitations, approval, what they stand for."""
