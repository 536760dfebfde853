"""Dataflow over steps: what values are, who can reach their memory, what is read again."""

from uncopy.facts.bundle import FunctionFacts, facts_of

__all__ = ["FunctionFacts", "facts_of"]
