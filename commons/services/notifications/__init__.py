"""Following: what happens is written down, shown to who follows it, and sent by e-mail."""
