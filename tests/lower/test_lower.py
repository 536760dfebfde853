"""The steps of functions, as the goldens beside their sources show them, and what holds of every body."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import goldens

SOURCES = sorted((Path(__file__).parent / "sources").glob("*.py"))
MORE = sorted((Path(__file__).parents[2] / "src" / "uncopy").rglob("*.py"))
every_source = pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)


@every_source
def test_steps_are_the_golden(source):
    assert goldens.steps(source.read_bytes()) == source.with_suffix(".txt").read_text(encoding="utf-8")


def bodies(path):
    return [body for outermost in goldens.bodies(path.read_bytes())[0] for body in outermost.walk()]


@pytest.mark.parametrize("path", [*SOURCES, *MORE], ids=lambda path: path.stem)
def test_bodies_are_well_formed(path):
    """Single assignment: a step reads only what surely ran before it, and edges are known at both ends."""
    found = bodies(path)
    for body in found:
        assert [step.id for step in body.steps] == list(range(len(body.steps)))
        for block in body.blocks:
            for target in block.successors:
                assert (block.id, False) in body.blocks[target].predecessors
            for target in block.exceptional:
                assert (block.id, True) in body.blocks[target].predecessors
            for phi in block.phis:
                assert phi.op in ("phi", "undef", "refine")
                assert phi.op == "undef" or len(phi.seen) == len(block.predecessors)
            if block.exceptional:
                binds = [step.place for step in block.steps if step.op == "bind"]
                assert len(binds) <= 1
        dominators = _dominators(body)
        for block in body.blocks:
            if dominators[block.id] is None:
                continue
            for step in block.steps:
                assert body.refined or step.seen is step.args
                for arg in step.seen[:1] if step.op == "refine" else (*step.args, *step.seen):
                    maker = body.steps[arg]
                    same = maker.block == block.id and maker.place < step.place
                    assert same or maker.block in dominators[block.id] - {block.id}, (path, body.name, step)


@pytest.mark.parametrize("path", [*SOURCES, *MORE], ids=lambda path: path.stem)
def test_objects_and_what_is_known_of_them_are_parted(path):
    """No step is given a refined value as an object, and each refined value is of the object that it stands for."""
    for body in bodies(path):
        for step in body.steps:
            assert not body.refined.keys() & set(step.args)
            if step.op == "refine":
                assert not step.args
                about = step.seen if step.data is None else step.seen[:1]
                assert {body.refined.get(s, s) for s in about} <= {body.refined[step.id], step.id}
            else:
                assert tuple(body.refined.get(s, s) for s in step.seen) == step.args
        for values in (*body.names.values(), body.values.values(), body.params.values()):
            assert not body.refined.keys() & set(values)


def _dominators(body):
    """The blocks that every way to a block passes, for each block; None where there is no way.

    By an exception only what a block began with is known, so its steps do not count there.
    """
    everything = frozenset(block.id for block in body.blocks)
    found: list[frozenset[int] | None] = [None] * len(body.blocks)
    found[0] = frozenset({0})
    changed = True
    while changed:
        changed = False
        for block in body.blocks[1:]:
            ways = [
                found[source] - ({source} if exceptional else frozenset())
                for source, exceptional in block.predecessors
                if found[source] is not None
            ]
            if not ways:
                continue
            new = frozenset.intersection(everything, *ways) | {block.id}
            if new != found[block.id]:
                found[block.id] = new
                changed = True
    return found
