"""Forms of the casework pages."""
