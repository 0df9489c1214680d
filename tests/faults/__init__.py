"""Faults: what a workspace loses when processes are killed, disks fill and files are damaged."""
