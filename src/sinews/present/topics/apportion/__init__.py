"""The apportionment of requirements: who bears what, under which rule, and what contradicts."""

from sinews.present.topics.apportion.topic import RULE_NAMES, page, proof_in_words, published, rules

__all__ = ["RULE_NAMES", "page", "proof_in_words", "published", "rules"]
