"""What the dialogues come to as pictures: quarters, agencies, days, states."""
