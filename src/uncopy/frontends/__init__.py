"""The ways in: command line, flake8, and what they share. The codemod for LibCST's tool is `uncopy.codemod`."""
