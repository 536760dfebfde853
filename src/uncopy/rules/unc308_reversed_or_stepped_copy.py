"""UNC308."""

from __future__ import annotations

from uncopy.guards.answer import Guard
from uncopy.guards.in_bounds import in_bounds
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.never_written import source_still
from uncopy.guards.outliving import not_outlived
from uncopy.guards.view_for_copy import same_order
from uncopy.rules.base import Meta
from uncopy.rules.unc301_range_as_index import RangeAsIndex, pays


class ReversedOrSteppedCopy(RangeAsIndex):
    """An array is indexed by a range with a step, which copies what a slice would show.

    ## What it finds

    `a[np.arange(0, n, 2)]`, `a[range(i, j, 3)]`, `a[[0, 2, 4]]`, `np.take(a, ...)` of these; and `a[:, [0, 2, 4]]`,
    where all other parts of the index are full slices.

    ## Why it costs

    Indexing by a list or an array of numbers makes a new array and copies every element into it. A slice with a step is
    a view. The array of indices is saved as well.

    ## Example

    ```python
    out[:] = a[np.arange(0, len(a), 2)]      # becomes: out[:] = a[:len(a):2]
    ```

    ## When the fix is safe

    As for UNC301: `a` is exactly a NumPy array, the range ends within it for certain, and what is taken is only read
    while nothing writes `a`. The elements of the slice lie apart, so what is done with them must not depend on that:
    they are stored, asked for their shape, or, of one dimension, added, multiplied or compared.

    ## When nothing is saved

    Where a few elements are taken; and where they are used longer than the array, of which a view would keep all in
    memory.

    ## Known limits

    Only steps forward that are written as a number are looked at.
    """

    meta = Meta("UNC308", "reversed-or-stepped-copy", "indexing", "0.1", "1 array and its indices")
    # A slice with gaps is never in the order of its copy, so `same_order` lets pass but what stores elements, measures
    # or computes: the result is then not written, kept, or asked whose memory it is. Where an array of objects from
    # outside comes to hold it, `source_still` refuses.
    guards: tuple[Guard, ...] = (knowable_frame, in_bounds, source_still, same_order, pays, not_outlived)

    @staticmethod
    def wanted(step: int) -> bool:
        """Whether a range with this step is this rule's."""
        return step > 1
