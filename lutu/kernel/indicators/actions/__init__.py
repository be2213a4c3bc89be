"""Writing: definitions and targets, closing and freezing, publishing and correcting, findings and waivers."""
