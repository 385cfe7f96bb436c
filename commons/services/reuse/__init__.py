"""Taking a sheet up elsewhere: what an adaptation starts from, under which licence."""
