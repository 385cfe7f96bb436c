"""The search index kept with Whoosh."""
