"""Dataflow over steps: what values are, who can reach their memory, what is read again."""

from uncopy.facts.bundle import FunctionFacts, facts_of
from uncopy.facts.declared import Declared
from uncopy.facts.summaries import Summaries

__all__ = ["Declared", "FunctionFacts", "Summaries", "facts_of"]
