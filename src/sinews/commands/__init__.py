"""The commands of the command line, one file a subject; `sinews.cli` puts them together."""
