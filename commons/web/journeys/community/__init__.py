"""Talk: questions and remarks under sheets, and messages from one person to another."""
