"""How much may be asked: rate limits, their counters, quotas."""
