"""The commands on accounts, reviews, e-mails, words and what was done."""
