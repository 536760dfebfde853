"""Which bodies of ``finally`` only clean up: `f.close()`, `self.mode = old`. They can be lowered once for each way in.

Nothing in them can be rewritten, so no fact about them has to hold for both ways.
"""

from __future__ import annotations

import libcst as cst


def only_cleans(suite: cst.BaseSuite) -> bool:
    """Whether there are but calls, stores and deletions on plain names and attributes, and tests of such."""
    if isinstance(suite, cst.SimpleStatementSuite):
        return all(map(_plain_statement, suite.body))
    return isinstance(suite, cst.IndentedBlock) and all(
        all(map(_plain_statement, line.body)) if isinstance(line, cst.SimpleStatementLine) else _plain_branch(line)
        for line in suite.body
    )


def _plain_branch(node: cst.CSTNode | None) -> bool:
    if isinstance(node, cst.If):
        return _test(node.test) and only_cleans(node.body) and (node.orelse is None or _plain_branch(node.orelse))
    return isinstance(node, cst.Else) and only_cleans(node.body)


def _test(node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
        return _test(node.expression)
    if isinstance(node, cst.Comparison):
        return _plain(node.left) and len(node.comparisons) == 1 and _plain(node.comparisons[0].comparator)
    return _plain(node)


def _plain_statement(node: cst.BaseSmallStatement) -> bool:
    match node:
        case cst.Pass():
            return True
        case cst.Expr(value=cst.Call() as call):
            return _plain(call.func) and all(_plain(a.value) for a in call.args)
        case cst.Assign():
            return all(_place(t.target) for t in node.targets) and _plain(node.value)
        case cst.Del():
            return _place(node.target)
    return False


def _place(node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.Subscript):
        return _plain(node.value) and all(
            isinstance(e.slice, cst.Index) and e.slice.star is None and _plain(e.slice.value) for e in node.slice
        )
    return isinstance(node, cst.Attribute) and _plain(node)


def _plain(node: cst.BaseExpression) -> bool:
    while isinstance(node, cst.Attribute):
        node = node.value
    return isinstance(node, (cst.Name, cst.SimpleString, cst.Integer, cst.Float))
