"""Forms of the workbench's own pages, one file a noun."""
