"""A revision as its page shows it: facts, story, pictures, credits."""
