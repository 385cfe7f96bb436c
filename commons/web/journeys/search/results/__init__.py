"""The page of results: the request, its filters, what was applied and why."""
