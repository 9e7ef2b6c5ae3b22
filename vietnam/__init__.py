"""Pure: what is so in Viet Nam, whatever the subject: telephone numbers, letters before Unicode."""
