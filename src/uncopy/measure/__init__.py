"""The meter: extra bytes at the peak and after return, and time as a ratio. It runs whatever it is given, as often as
it needs, so it belongs in a process of its own.
"""

from uncopy.measure.curve import Curve, curve_of
from uncopy.measure.meter import Weight, elides, peak_of, time_ratio, weigh
from uncopy.measure.native import has_memray, native_peak

__all__ = ["Curve", "Weight", "curve_of", "elides", "has_memray", "native_peak", "peak_of", "time_ratio", "weigh"]
