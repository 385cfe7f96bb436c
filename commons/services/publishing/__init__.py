"""How a version is checked, credited and published."""
