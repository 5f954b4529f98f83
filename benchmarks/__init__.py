"""Our engines against named peers, on the same problem in one run."""
