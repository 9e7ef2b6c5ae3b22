"""What may become of a message that a gateway could not send."""


class Undeliverable(Exception):
    """Trying again would not help: the address is wrong, the text is refused."""


class TryLater(Exception):
    """The message certainly did not leave, and may leave later."""


class ServerAway(TryLater):
    """No message leaves at present, whichever it is: all of this channel had better wait."""
