"""Dataflow over steps: what values are, who can reach their memory, what is read again."""

from uncopy.facts.bundle import FunctionFacts, annotation_reader, facts_of
from uncopy.facts.summaries import Summaries

__all__ = ["FunctionFacts", "Summaries", "annotation_reader", "facts_of"]
