"""What people do in the dialogues, one verb each."""
