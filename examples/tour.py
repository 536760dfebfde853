"""What uncopy does, on ``images.py`` beside this file: find, fix, verify, and explain what it left alone.

``python examples/tour.py`` runs the commands that it shows. No file is changed.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# What is said of a command, its arguments, and the exit code that is right
STEPS = (
    ("Find", ("check", "images.py"), 1),
    ("Show the fixes that are proved safe", ("fix", "--diff", "images.py"), 1),
    ("Run both versions, compare them, weigh them", ("verify", "images.py", "--cases", "images_cases.py"), 0),
    ("Why was one place left alone?", ("why", "images.py:{kept}"), 0),
    (
        "Was that right? Apply the unproved fixes too, and see what breaks",
        ("verify", "images.py", "--unsafe-fixes", "--cases", "images_cases.py"),
        1,
    ),
)


def main() -> int:
    """Run the steps; the exit code is 1 if a command ends otherwise than it should."""
    lines = (HERE / "images.py").read_text(encoding="utf-8").splitlines()
    kept = 1 + lines.index("        heat = heat * 0.9")
    for number, (title, arguments, right) in enumerate(STEPS, 1):
        shown = [argument.format(kept=kept) for argument in arguments]
        print(f"{number}. {title}\n\n$ uncopy {' '.join(shown)}", flush=True)
        code = subprocess.run([sys.executable, "-m", "uncopy", *shown], cwd=HERE, check=False).returncode
        if code != right:
            print(f"This should have ended with exit code {right}, and ended with {code}.", flush=True)
            return 1
        print(flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
