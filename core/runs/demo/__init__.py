"""The shipped networks, and the runs that the first pages open with."""
