"""Faults that happen, made to happen while people answer: killed processes, full disks, clocks."""
