"""E-mail by SMTP: one line to the server for many messages, what its answers mean, a trial."""
