"""Mathematics that knows nothing of defence."""
