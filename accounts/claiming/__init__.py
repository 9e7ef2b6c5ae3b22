"""Who may speak for an enterprise: a code goes to the contact the register has, and comes back."""
