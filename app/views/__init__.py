"""Pictures, tables and arithmetic that lessons show beside the matrix lab."""
