"""Hands e-mails over: to a mail server, to a folder, or to the log."""
