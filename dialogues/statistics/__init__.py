"""What the dialogues come to: quarters, agencies, requests for documents."""
