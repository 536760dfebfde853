"""Dataflow over steps: what values are, who can reach their memory, what is read again."""

from uncopy.facts.bundle import FunctionFacts, facts_of
from uncopy.facts.declared import Declared
from uncopy.facts.summaries import Summaries
from uncopy.facts.supposed import Supposed, guesses_of

__all__ = ["Declared", "FunctionFacts", "Summaries", "Supposed", "facts_of", "guesses_of"]
