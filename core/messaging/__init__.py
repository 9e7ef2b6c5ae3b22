"""Messages that leave: the outbox, the gateways, text messages."""
