"""The parts of a config, one class for each, and the settings that several of them share."""
