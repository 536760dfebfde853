"""A program that reports on itself: every expression that the facts speak of tells its value to a recorder.

The expression for value 17 becomes ``_o_(_f_, 17, expression)``, where ``_f_`` is what the recorder knows of this run of
the function. Statements report before they begin and after they end, so that a change can be laid at a step's door.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from uncopy.facts import FunctionFacts

NAME = "generated_program"  # what the module is called
_PARENTHESES = (cst.Tuple, cst.Yield, cst.NamedExpr, cst.Lambda, cst.IfExp, cst.Await)
_LEAVING = (cst.Return, cst.Raise, cst.Break, cst.Continue)


@dataclass
class Program:
    """The analysed bodies of a program, in the order of their numbers, the text that reports, and its statements."""

    source: str
    bodies: list[FunctionFacts]
    text: str
    statements: list[cst.CSTNode] = field(default_factory=list)


def instrument(source: str, bodies: list[FunctionFacts]) -> Program:
    """Let the functions of a program report. ``bodies`` are all that were analysed, inner ones too."""
    work = _Instrument(bodies)
    outermost = {f.body.name: f.body.node for f in bodies}
    module = cst.parse_module(source)
    whole = next((f.body.node for f in bodies if isinstance(f.body.node, cst.Module)), None)
    if whole is not None:
        text = whole.visit(work).code
    else:
        done: dict[str, cst.FunctionDef] = {}

        class Splice(cst.CSTTransformer):
            def __init__(self):
                self.within: list[str] = []

            def visit_ClassDef(self, node):
                self.within.append(node.name.value)

            def leave_ClassDef(self, original, updated):
                self.within.pop()
                return updated

            def visit_FunctionDef(self, node):
                return False

            def leave_FunctionDef(self, original, updated):
                name = ".".join([*self.within, original.name.value])
                node = outermost.get(name)
                if node is None:
                    return updated
                done[name] = node.visit(work)
                return done[name]

        text = module.visit(Splice()).code
    return Program(source, bodies, text, work.statements)


def _call(name: str, *args: cst.BaseExpression | int) -> cst.Call:
    return cst.Call(
        cst.Name(name),
        [cst.Arg(cst.Name("_f_")), *(cst.Arg(cst.Integer(str(a)) if isinstance(a, int) else a) for a in args)],
    )


def _line(*calls: cst.Call) -> cst.SimpleStatementLine:
    return cst.SimpleStatementLine([cst.Expr(c) for c in calls])


def names_in(target: cst.CSTNode) -> list[cst.Name]:
    """The names that an assignment target binds, in order."""
    if isinstance(target, cst.Name):
        return [target]
    if isinstance(target, (cst.Tuple, cst.List)):
        return [n for e in target.elements for n in names_in(e.value)]
    return []


class _Instrument(cst.CSTTransformer):
    def __init__(self, bodies: list[FunctionFacts]) -> None:
        self.statements: list[cst.CSTNode] = []
        self.values: dict[cst.CSTNode, int] = {}
        self.makers: set[cst.CSTNode] = set()  # whose step is their own; others give a value that exists
        self.targets: set[cst.CSTNode] = set()
        self.numbers: dict[cst.CSTNode, int] = {}
        self.augmented: dict[cst.CSTNode, int] = {}
        self.updated: dict[cst.CSTNode, int] = {}
        for number, facts in enumerate(bodies):
            self.numbers[facts.body.node] = number
            if facts.body.is_module:
                continue
            self.values.update(facts.body.values)
            for node, value in facts.body.values.items():
                step = facts.body.steps[value]
                if step.node is node or (step.op == "phi" and not isinstance(node, cst.Name)):
                    self.makers.add(node)
            for step in facts.body.steps:
                if step.op == "aug" and step.node is not None:
                    self.augmented[step.node] = step.id
                    self.updated[step.node] = step.args[0]
        self.facts = bodies

    # expressions

    def on_visit(self, node):
        for target in self._targets_of(node):
            self.targets.update(names_in(target))
        return super().on_visit(node)

    def visit_IfExp(self, node):
        # A name that is chosen is bound, not read: if nobody reads what is chosen, nobody reads it.
        self.targets.update(arm for arm in (node.body, node.orelse) if isinstance(arm, cst.Name))

    def visit_Assign(self, node):
        # The same of one that is given another name, or its own.
        if isinstance(node.value, cst.Name):
            self.targets.add(node.value)

    def visit_ExceptHandler(self, node):
        # The type is asked for while the exception is on its way: no step, but what raised it has run last.
        stack = [node.type] if node.type is not None else []
        while stack:
            child = stack.pop()
            self.targets.add(child)
            stack.extend(child.children)

    @staticmethod
    def _targets_of(node):
        if isinstance(node, cst.Assign):
            return [t.target for t in node.targets]
        if isinstance(node, (cst.AugAssign, cst.AnnAssign, cst.For, cst.CompFor, cst.NamedExpr)):
            return [node.target]
        if isinstance(node, cst.With):
            return [i.asname.name for i in node.items if i.asname is not None]
        return []

    def on_leave(self, original, updated):
        updated = super().on_leave(original, updated)
        value = self.values.get(original)
        if value is None or original in self.targets or isinstance(original, cst.GeneratorExp):
            return updated
        if isinstance(original, _PARENTHESES) and not updated.lpar:
            updated = updated.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        return _call("_o_" if original in self.makers else "_l_", value, updated)

    # statements

    def _number(self, node: cst.CSTNode) -> int:
        self.statements.append(node)
        return len(self.statements) - 1

    def _seen(self, *targets: cst.CSTNode) -> list[cst.Call]:
        """Of a name that is bound twice only the last value can be seen."""
        last = {n.value: n for t in targets for n in names_in(t) if n in self.values and n in self.targets}
        return [_call("_t_", self.values[n], cst.Name(name)) for name, n in last.items()]

    def _small(self, original, updated):
        if not self._inside:
            return updated
        out: list[cst.BaseSmallStatement] = []
        for old, new in zip(original.body, updated.body, strict=True):
            if isinstance(old, (cst.Global, cst.Nonlocal, cst.Pass)):
                out.append(new.with_changes(semicolon=cst.MaybeSentinel.DEFAULT))
                continue
            number = self._number(old)
            out.append(cst.Expr(_call("_b_", number)))
            if isinstance(old, cst.AugAssign) and isinstance(old.target, cst.Name) and old in self.updated:
                out.append(cst.Expr(_call("_l_", self.updated[old], cst.Name(old.target.value))))  # which is read
            new = new.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
            if isinstance(old, cst.Return):
                given = new.value if new.value is not None else cst.Name("None")
                new = new.with_changes(
                    value=_call("_r_", number, given), whitespace_after_return=cst.SimpleWhitespace(" ")
                )
            out.append(new)
            if isinstance(old, _LEAVING):
                continue
            calls: list[cst.Call] = []
            if isinstance(old, cst.AugAssign) and isinstance(old.target, cst.Name) and old in self.augmented:
                calls.append(_call("_t_", self.augmented[old], cst.Name(old.target.value)))
            elif isinstance(old, cst.Assign):  # a plain name has the value that was just seen
                calls += self._seen(*(t for t in self._targets_of(old) if not isinstance(t, cst.Name)))
            out += [cst.Expr(c) for c in [*calls, _call("_s_", number)]]
        return updated.with_changes(body=out)

    @property
    def _inside(self) -> bool:
        return bool(self._depth)

    _depth = 0

    def leave_SimpleStatementLine(self, original, updated):
        return self._small(original, updated)

    def leave_SimpleStatementSuite(self, original, updated):
        return self._small(original, updated)

    def _begin(self, suite, *calls: cst.Call):
        if isinstance(suite, cst.SimpleStatementSuite):
            return suite.with_changes(body=[*(cst.Expr(c) for c in calls), *suite.body])
        return suite.with_changes(body=[_line(*calls), *suite.body])

    def leave_For(self, original, updated):
        if not self._inside:
            return updated
        number = self._number(original)
        return updated.with_changes(body=self._begin(updated.body, *self._seen(original.target), _call("_s_", number)))

    def leave_With(self, original, updated):
        if not self._inside:
            return updated
        number = self._number(original)
        body = self._begin(updated.body, *self._seen(*self._targets_of(original)), _call("_s_", number))
        return cst.FlattenSentinel([updated.with_changes(body=body), _line(_call("_s_", number))])

    def leave_ExceptHandler(self, original, updated):
        return updated.with_changes(body=self._begin(updated.body, _call("_h_"))) if self._inside else updated

    def leave_Finally(self, original, updated):
        return updated.with_changes(body=self._begin(updated.body, _call("_h_"))) if self._inside else updated

    # functions

    def visit_FunctionDef(self, node):
        self._depth += 1

    def leave_FunctionDef(self, original, updated):
        self._depth -= 1
        number = self.numbers.get(original)
        if number is None:
            return updated
        params = self.facts[number].body.params
        seen = [_call("_t_", value, cst.Name(name)) for name, value in params.items()]
        enter = cst.SimpleStatementLine(
            [
                cst.Assign(
                    [cst.AssignTarget(cst.Name("_f_"))],
                    cst.Call(cst.Name("_enter_"), [cst.Arg(cst.Integer(str(number)))]),
                )
            ]
        )
        body = updated.body
        lines = [cst.SimpleStatementLine(body.body)] if isinstance(body, cst.SimpleStatementSuite) else list(body.body)
        # Names must be declared before anything uses them, and the recorder uses none of the program's.
        block = cst.Try(
            cst.IndentedBlock([_line(*seen, _call("_a_")), *lines]),
            finalbody=cst.Finally(cst.IndentedBlock([_line(_call("_leave_"))])),
        )
        return updated.with_changes(body=cst.IndentedBlock([enter, block]))
