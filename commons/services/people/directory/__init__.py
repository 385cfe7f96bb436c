"""Who people are and where they work: profiles and organisations."""
