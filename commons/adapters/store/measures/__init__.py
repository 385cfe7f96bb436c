"""Counters, copies and checks over whole tables."""
