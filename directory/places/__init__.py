"""Places as pages speak of them: what the levels are called, and fields that choose among them."""
