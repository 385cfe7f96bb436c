"""The words of the site: themes, the thesaurus, what was looked for in vain."""
