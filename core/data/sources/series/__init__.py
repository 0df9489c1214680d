"""Series: numbers over time, one or many channels, with a label for each series, from files of many layouts."""
