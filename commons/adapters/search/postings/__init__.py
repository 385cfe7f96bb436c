"""Where words stand in sheets, and what each place weighs."""
