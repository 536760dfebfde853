"""What is declared of parameters, variables, attributes and results: annotations, and numpydoc types if they count."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import libcst as cst

from uncopy.facts import domain as d
from uncopy.facts.annotations import declared, placed
from uncopy.facts.docstrings import documented
from uncopy.facts.domain import Fact
from uncopy.lower.ir import Body, Step
from uncopy.source.declarations import Declarations

_NOTHING = Declarations()


@dataclass(frozen=True, slots=True)
class Declared:
    """Reads declarations: annotations if those are trusted, docstrings if those are.

    ``resolve`` tells what a global name stands for, ``declarations`` what the module declares beside its functions.
    """

    resolve: Callable[[str], str | None]
    annotations: bool = True
    docstrings: bool = False
    declarations: Declarations = field(default=_NOTHING)

    def of(self, step: Step, body: Body) -> Fact | None:
        """Of a parameter, or of a variable where it is annotated; None where nothing is."""
        node = step.node
        if isinstance(node, cst.Annotation):
            return self._annotation(node.annotation, body, step.id)
        if not isinstance(node, cst.Param) or node.star in ("*", "**"):
            return None
        found = self._annotation(node.annotation.annotation, body, step.id) if node.annotation is not None else None
        if found is None and node.annotation is None and self.docstrings:
            found = self._documented(body, node.name.value, step.id)
        if found is not None and isinstance(node.default, cst.Name) and node.default.value == "None":
            return replace(found, kinds=found.kinds | d.NONE)
        return found

    def attribute(self, body: Body, name: str, value: int) -> Fact | None:
        """Of an attribute of the object that a method is called on."""
        within = body.name.rpartition(".")[0]
        if not isinstance(body.node, cst.FunctionDef) or any(
            isinstance(one.decorator, cst.Name) and one.decorator.value in ("staticmethod", "classmethod")
            for one in body.node.decorators
        ):
            return None
        told = self.declarations.attributes.get(within, {}).get(name)
        if told is not None:
            annotation, empty = told
            found = self._annotation(cst.parse_expression(ast.unparse(annotation)), body, value)
            return replace(found, kinds=found.kinds | d.NONE) if found is not None and empty else found
        text = self.declarations.documents.get(within) if self.docstrings else None
        return placed(documented(text, "Attributes").get(name), value) if text else None

    def result(self, node: ast.FunctionDef, body: Body, value: int) -> Fact | None:
        """Of what a function of the module returns.

        Where arrays are declared it may be a scalar, too: that is what arithmetic gives for arrays of no dimensions,
        which the function may be called with.
        """
        if node.returns is None:
            return None
        found = self._annotation(cst.parse_expression(ast.unparse(node.returns)), body, value)
        if found is None or not found.may(d.ARRAYS):
            return found
        scalars = {f"s:{dtype.removeprefix('>')}" for dtype in found.array_dtypes}
        return replace(found, kinds=found.kinds | d.SCALAR | d.ARRAY0, dtypes=found.dtypes | scalars)

    def _annotation(self, node: cst.BaseExpression, body: Body, value: int) -> Fact | None:
        return declared(node, self.resolve, value, lambda name: self._alias(name, body)) if self.annotations else None

    def _alias(self, name: str, body: Body) -> cst.BaseExpression | None:
        found = self.declarations.aliases.get(name) if name not in body.names else None
        return cst.parse_expression(ast.unparse(found)) if found is not None else None

    def _documented(self, body: Body, name: str, value: int) -> Fact | None:
        assert isinstance(body.node, cst.FunctionDef)
        texts = [body.node.get_docstring()]
        within, _, function = body.name.rpartition(".")
        if function == "__init__":
            texts.append(self.declarations.documents.get(within))
        found = [documented(text, "Parameters", "Other Parameters").get(name) for text in texts if text]
        return placed(next((f for f in found if f is not None), None), value)
