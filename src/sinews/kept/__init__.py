"""Results that are kept: what rests on nothing that has changed is read, not computed again.

A result lies in the cache folder of the machine under a digest of all that it rests on: the code, the case,
and what else it was asked with. Whatever cannot be read is made again, and a folder that cannot be written is
left alone, so that keeping never fails and never changes a figure.
"""

from sinews.kept.folder import Contents, cache_folder, clear, contents, limit
from sinews.kept.results import kept

__all__ = ["Contents", "cache_folder", "clear", "contents", "kept", "limit"]
