"""UNC110."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import CannotRewrite, Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.one_by_one import many, one_dimension, same_answer
from uncopy.rules.base import Candidate, Meta, Rule
from uncopy.rules.deciding import only_decides, only_tested
from uncopy.rules.in_place import builtin, numpy_name, tells_array

_FUNCTIONS = ("sum", "max", "min", "any", "all", "sorted")
_ATOMS = (cst.Name, cst.Call, cst.Subscript, cst.Attribute)


class BuiltinOverArray(Rule):
    """A function of Python's goes through an array element by element, and makes an object of each.

    ## What it finds

    `any(x)`, `all(x)`, `max(x)`, `min(x)`, `sum(x)` and `sorted(x)` of an array of one dimension.

    ## Why it costs

    Every element becomes an object of 32 bytes before Python looks at it. `sorted` keeps them all, in a list that takes
    four times the memory of the array; the others let each go before the next, so that it is time they cost: about
    fifty times that of the method.

    ## Example

    ```python
    if any(x < 0):              # becomes: if (x < 0).any():
        x -= min(counts)        # becomes: x -= counts.min()
    for k in sorted(counts):    # becomes: for k in np.sort(counts):
        print(k)
    ```

    ## When the fix is safe

    It is exactly a NumPy array of one dimension. `any` and `all` are the same for numbers and bools, with `bool` around
    the method where the result is kept. `max` and `min` are the same for whole numbers and bools; so is `sorted` where
    a loop goes through its list. `sum` is the same for bools, if it is only compared with a number.

    ## When nothing is saved

    For small arrays. Where `any` finds something at once it stops, and the method may not.

    ## Known limits

    Of floats, Python's `max` is wrong where there is NaN, and its `sum` is rounded in another order: such fixes are not
    safe. `list(x)` is left alone, because no method gives a list of the same objects.
    """

    meta = Meta("UNC110", "builtin-over-array", "copies", "0.1", "n objects", preview=True)
    guards: tuple[Guard, ...] = (knowable_frame, one_dimension, same_answer, many)

    def gate(self, node: ast.AST) -> bool:
        """A call of something that is named as these functions are, with one argument that is no display."""
        shown = (ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.Compare, ast.BinOp, ast.UnaryOp)
        return (
            isinstance(node, ast.Call)
            and (node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")) in _FUNCTIONS
            and len(node.args) == 1
            and not node.keywords
            and isinstance(node.args[0], shown)
        )

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Calls of these functions of Python's with what is an array."""
        for step in facts.body.steps:
            node = step.node
            if step.op != "call" or not isinstance(node, cst.Call) or len(node.args) != 1:
                continue
            module, _, name = (facts.fact(step.args[0]).callee or "").rpartition(".")
            spelled = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
            if not isinstance(spelled, cst.Name) or spelled.value not in _FUNCTIONS:
                continue  # under another name nobody looks for it
            (given,) = node.args
            if module != "builtins" or name not in _FUNCTIONS or given.keyword is not None or given.star:
                continue
            value = step.args[1]
            if not tells_array(facts, value) or isinstance(given.value, (cst.NamedExpr, cst.GeneratorExp)):
                continue
            uses = facts.uses(step.id)
            yield Candidate(
                node,
                step,
                f"Python's `{name}` makes an object of every element",
                Saves("an object for each element" + ("" if name == "sorted" else " (work, not the peak)"), 0.0),
                f"use {'np.sort' if name == 'sorted' else f'the method {name}'}",
                value,
                operation=name,
                more={
                    "array": given.value,
                    "decides": only_decides(facts, step),
                    "tested": only_tested(facts, step),
                    "gone_through": bool(uses) and all(use.op == "iter" for use in uses),
                    "bool": builtin(facts, "bool"),
                    "numpy": numpy_name(facts, step),
                },
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``x.max()``, ``bool(x.any())`` or ``np.sort(x)``."""
        name, array, numpy = candidate.operation, candidate.more["array"], candidate.more["numpy"]
        if name == "sorted":
            if numpy is None:
                raise CannotRewrite("the module has no name for NumPy here")
            rewriting.replace(candidate.node, f"{numpy}.sort({rewriting.outer_text(array)})")
            return
        bare = array.lpar or isinstance(array, _ATOMS)
        text = rewriting.outer_text(array)
        method = f"{text if bare else f'({text})'}.{name}()"
        if name in ("any", "all") and not candidate.more["tested"]:
            if not candidate.more["bool"]:
                raise CannotRewrite("`bool` means something else here")
            method = f"bool({method})"
        rewriting.replace(candidate.node, method)
