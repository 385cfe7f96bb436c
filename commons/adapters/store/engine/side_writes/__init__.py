"""Writes beside a unit of work: counters of rates, whether a write works at all."""
