"""The topics of plans: each a folder with a function from results to a document."""
