"""Dataset controls that Data and Train share."""
