"""Who may do what, and what is answered to who may not."""
