"""CST to small steps in a control-flow graph."""

from uncopy.lower.ir import Block, Body, CallShape, Line, Loop, Step, dump
from uncopy.lower.own import OwnBodies
from uncopy.lower.statements import lower_body

__all__ = ["Block", "Body", "CallShape", "Line", "Loop", "OwnBodies", "Step", "dump", "lower_body"]
