"""The safe fixes as a codemod of LibCST: ``python -m libcst.tool codemod -x uncopy.codemod.FixCommand PATH``."""

from __future__ import annotations

import argparse

import libcst
from libcst.codemod import CodemodCommand

from uncopy import engine
from uncopy.frontends import settings


class FixCommand(CodemodCommand):
    """Apply uncopy's safe fixes, under the settings of ``[tool.uncopy]``."""

    DESCRIPTION = "Rewrite NumPy code so that it spends less memory, where the rewrite is proved safe."

    @staticmethod
    def add_args(arg_parser: argparse.ArgumentParser) -> None:
        """Turn off the formatter that LibCST's tool runs by default: nothing but the fixes may change."""
        arg_parser.set_defaults(no_format=True)

    def transform_module_impl(self, tree: libcst.Module) -> libcst.Module:
        """Return the module with the safe fixes applied; the same one if there are none or something went wrong."""
        path = self.context.filename or "-"
        here = settings.load(path)
        if here.excludes(path):
            return tree
        source = tree.bytes
        result = engine.fix(source, path, here.config_for(path))
        for error in result.remaining.errors:
            self.warn(f"{path}:{error.line}: {error.code} {error.message}")
        if result.remaining.errors or result.source == source:
            return tree
        return libcst.parse_module(result.source)
