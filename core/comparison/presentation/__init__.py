"""How a comparison is written: sentences, tables, the CSV of its results, its JSON document."""
