"""uncopy: find, prove and rewrite the places where NumPy code spends memory it need not spend."""

__version__ = "0.1.0"
