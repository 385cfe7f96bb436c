"""Talk: questions and remarks under sheets."""
