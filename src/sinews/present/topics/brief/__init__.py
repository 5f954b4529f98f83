"""Summit pages: one for each ally and one for the Alliance."""

from sinews.present.topics.brief.book import Book
from sinews.present.topics.brief.files import page_files, write_files
from sinews.present.topics.brief.topic import ALLIANCE, index, page, subject_of, subjects

__all__ = ["ALLIANCE", "Book", "index", "page", "page_files", "subject_of", "subjects", "write_files"]
