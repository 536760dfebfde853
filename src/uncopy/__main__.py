"""``python -m uncopy``."""

from uncopy.frontends.cli import main

main()
