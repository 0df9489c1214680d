"""Formats: files of any kind as one table of strings; what is detected in them can be chosen as well."""
