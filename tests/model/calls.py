"""Calls by which the rows of the model are probed.

Written as a user writes them, in terms of: A a matrix (C its like of other values, A1 the same again), S square, P
positive definite, V and W vectors, T of three dimensions, M a mask like A, K a mask like V, I indices, D a nonnegative
int vector, L a sorted vector, F a flat buffer of bytes, G a Generator, R a RandomState, BG a bit generator,
Z a complex matrix, LIST of vectors, ONE a list of one matrix. Of which layout and dtype they are is the environment's affair; a call that a layout or dtype forbids is skipped there.
"""

from __future__ import annotations

CALLS = """
np.zeros((2, 3)) | np.zeros(3) | np.zeros(()) | np.zeros((2, 3), dtype='f4') | np.zeros((2, 3), order='F') | np.zeros((2, 3), 'i4', 'C')
np.empty((2, 3)) | np.empty((0, 3)) | np.empty((2, 3), order='F') | np.ones((2, 3)) | np.ones((2, 3), 'i4') | np.ones(()) | np.ones((2, 3), order='F')
np.full((2, 3), 1.5) | np.full(3, 2) | np.full((2, 3), 0, dtype='f4') | np.full((), 1) | np.full((2, 3), 0, order='F') | np.full(A.shape, A)
np.zeros_like(A) | np.ones_like(A) | np.empty_like(A) | np.full_like(A, 1) | np.zeros_like(A, dtype='f4') | np.zeros_like(A, order='C') | np.zeros_like(T)
np.ones_like(T) | np.empty_like(T) | np.full_like(T, 1) | np.zeros_like(A, order='F') | np.full_like(A, 1, order='C') | np.zeros_like(2.0) | np.ones_like([1, 2])
np.arange(5) | np.arange(0, 1, 0.1) | np.arange(3, dtype='f4') | np.arange(0) | np.linspace(0, 1, 5) | np.linspace(V, W, 4) | np.linspace(0, 1, 5, dtype='f4')
np.linspace(0, 1, 5, retstep=True) | np.logspace(0, 1, 5) | np.logspace(0, 1, 5, dtype='f4') | np.geomspace(1, 2, 5) | np.eye(3) | np.eye(3, 4, dtype='f4') | np.eye(3, order='F')
np.identity(3) | np.identity(3, 'i4') | np.tri(3) | np.tri(3, dtype='f4') | np.hanning(5) | np.hamming(5) | np.blackman(5) | np.bartlett(5)
np.array(A) | np.array(A, copy=True) | np.array(A, copy=False) | np.array(A, order='C') | np.array(A, order='F') | np.array(A, dtype='f4') | np.array(A, dtype='u4') | np.array(A, ndmin=3) | np.array(T)
np.array([1.0, 2.0]) | np.array(3.0) | np.array([A, A]) | np.array((1, 2)) | np.array([[1, 2], [3, 4]]) | np.array(A.T) | np.array([V, V])
np.asarray(A) | np.asarray(A, dtype='f4') | np.asarray(A, 'u4') | np.asarray(A, 'f8') | np.asarray(A, order='F') | np.asarray([1, 2]) | np.asarray(2.0) | np.asanyarray(A) | np.asanyarray(A, 'f4') | np.asanyarray([1, 2])
np.asarray_chkfinite(D) | np.asarray_chkfinite([1.0]) | np.asarray_chkfinite(D, 'f4') | np.ascontiguousarray(A) | np.ascontiguousarray(A, 'f4') | np.ascontiguousarray(2.0) | np.asfortranarray(A) | np.asfortranarray(A, 'f4')
np.require(A) | np.require(A, 'f4') | np.require(A, requirements='C') | np.copy(A) | np.copy(T) | np.copy(A, order='C') | np.copy(A, order='F') | np.copy(2.0) | np.copy([1, 2])
copy.copy(A) | copy.copy(2.0) | copy.copy('x') | copy.copy(LIST) | copy.copy((1, 2)) | copy.copy(T) | copy.deepcopy(A) | copy.deepcopy(T) | copy.deepcopy([A, A])
np.frombuffer(F) | np.frombuffer(F, dtype='u1') | np.frombuffer(F, 'f4', 1) | np.fromiter([1, 2], dtype='f8') | np.fromiter(V, 'f8')
np.meshgrid(V, W) | np.meshgrid(V, W, sparse=True) | np.meshgrid(V, W, copy=False) | np.meshgrid(V) | np.meshgrid(V, W, copy=False, sparse=True) | np.indices((2, 3)) | np.indices((2, 3), dtype='f4') | np.indices((2, 3), sparse=True)
np.diag(V) | np.diag(S) | np.diag(S, 1) | np.tril(S) | np.triu(S) | np.tril(V)
np.reshape(A, (-1,)) | np.reshape(A, A.shape) | np.reshape(A, -1, order='F') | np.reshape(T, (T.shape[0], -1)) | np.reshape([1, 2], (2, 1)) | np.ravel(A) | np.ravel(V) | np.ravel(A, order='F') | np.ravel(A, order='K') | np.ravel(T) | np.ravel(2.0)
np.transpose(A) | np.transpose(V) | np.transpose(T) | np.transpose(T, (1, 0, 2)) | np.permute_dims(A) | np.swapaxes(A, 0, 1) | np.moveaxis(A, 0, 1) | np.moveaxis(V, 0, 0) | np.rollaxis(A, 1) | np.rollaxis(A, 0)
np.squeeze(A) | np.squeeze([1, 2]) | np.squeeze(T) | np.squeeze(V) | np.expand_dims(A, 0) | np.expand_dims(V, 1) | np.flip(A) | np.flip(V) | np.flip(A, 0) | np.fliplr(A) | np.flipud(A) | np.rot90(A) | np.rot90([[1]]) | np.rot90(A, 0) | np.rot90(A, 2) | np.rot90(S, 3)
np.concatenate([A, A]) | np.concatenate([A]) | np.concatenate((A, C), axis=1) | np.concatenate([A], axis=None) | np.concatenate([V, W]) | np.concatenate([V, D]) | np.concatenate([V], dtype='f4', casting='unsafe') | np.concatenate([V, [1.0]]) | np.concatenate(LIST)
np.stack([A, A]) | np.stack([A]) | np.stack([A, C], axis=1) | np.stack([V, W], dtype='f4', casting='unsafe') | np.stack(LIST) | np.hstack([A, A]) | np.hstack([A]) | np.hstack([V, W]) | np.vstack([A, A]) | np.vstack([A]) | np.vstack([V, W])
np.vstack([V]) | np.dstack([A, A]) | np.dstack([V]) | np.column_stack([V, W]) | np.column_stack([A]) | np.block([A, A]) | np.block([A]) | np.block(A) | np.block([[A, A], [A, A]]) | np.block([[A]])
np.append(V, 1) | np.append(V, []) | np.append(A, A) | np.append(A, A, axis=0) | np.append(V, W) | np.append(V, D) | np.insert(V, 0, 1) | np.insert(V, 0, W[0]) | np.insert(A, 0, 1, axis=0) | np.insert(V, [], 1)
np.delete(V, 0) | np.delete(V, []) | np.delete(V, slice(0, 0)) | np.delete(A, 0, axis=0) | np.delete(A, 0) | np.delete(V, -1) | np.delete(V, K) | np.delete(V, [0, 1])
np.tile(A, 2) | np.tile(A, 1) | np.tile(A, (1, 1)) | np.tile(V, (3, 1)) | np.tile(V, 1) | np.tile(V, ()) | np.tile(2.0, 3) | np.repeat(A, 2) | np.repeat(A, 1) | np.repeat(V, 1) | np.repeat(A, 2, axis=0) | np.repeat(A, 1, axis=1) | np.repeat(2.0, 3)
np.roll(V, 1) | np.roll(V, 0) | np.roll(A, 1, axis=0) | np.roll(A, 0) | np.resize(A, (3, 3)) | np.resize(A, A.shape) | np.resize(V, 2) | np.resize(V, (0,)) | np.pad(V, 1) | np.pad(V, 0) | np.pad(A, 1, mode='edge') | np.pad(A, ((1, 0), (0, 1)))
np.split(V, [1, 2]) | np.split(A, [1]) | np.array_split(V, 3) | np.array_split(A, 2, axis=1) | np.hsplit(A, [1]) | np.vsplit(A, [1]) | np.dsplit(T, [1]) | np.hsplit(V, [1])
np.broadcast_to(V, (3, len(V))) | np.broadcast_to(A, A.shape) | np.broadcast_to(V, V.shape) | np.broadcast_to(2.0, (2, 2)) | np.broadcast_to(A, (2, *A.shape)) | np.broadcast_arrays(A, A) | np.broadcast_arrays(A, 1.0) | np.broadcast_arrays(V)
np.atleast_1d(A) | np.atleast_1d([1]) | np.atleast_2d([1]) | np.atleast_3d([1]) | np.atleast_1d(V) | np.atleast_1d(2.0) | np.atleast_2d(A) | np.atleast_2d(V) | np.atleast_3d(A) | np.atleast_3d(V) | np.atleast_3d(T) | np.atleast_2d(2.0) | np.atleast_3d(2.0)
np.lib.stride_tricks.sliding_window_view(V, 2) | np.lib.stride_tricks.sliding_window_view(A, 1, axis=1) | np.lib.stride_tricks.sliding_window_view(V, 2, writeable=True) | np.lib.stride_tricks.as_strided(V, (2,), (V.itemsize,)) | np.lib.stride_tricks.as_strided(A)
np.sum(A) | np.sum(A, axis=0) | np.sum(A, 1) | np.sum(A, axis=1, keepdims=True) | np.sum(T, axis=0) | np.sum(T, axis=1) | np.sum(T, axis=(0, 2)) | np.sum(A, dtype='f4') | np.sum([1, 2]) | np.sum(A, axis=0, where=M) | np.sum(A, keepdims=True)
np.prod(A) | np.prod(A, axis=0) | np.prod(T, axis=2) | np.mean(A) | np.mean(A, axis=0) | np.mean(T, axis=1) | np.mean(A, keepdims=True) | np.mean(A, dtype='f4') | np.mean([1, 2]) | np.mean(T, axis=0) | np.nanmean(A) | np.nanmean(A, axis=0) | np.nanmean(T, axis=1)
np.std(A) | np.std(A, axis=0) | np.std(T, axis=0) | np.std(A, ddof=1) | np.std(A, axis=1, keepdims=True) | np.var(A) | np.var(A, axis=0) | np.var(T, 1) | np.std(A, dtype='f4') | np.var(A, dtype='f8') | np.nanstd(A) | np.nanstd(A, axis=0) | np.nanvar(A, axis=1) | np.nanvar(T, axis=0) | np.nanstd(T, axis=1)
np.nansum(A) | np.nansum(A, axis=0) | np.nansum(T, axis=1) | np.nanprod(A) | np.nanprod(T, axis=0) | np.max(A) | np.max(A, axis=0) | np.max(T, axis=1) | np.min(A) | np.min(T, axis=0) | np.min(A, keepdims=True) | np.nanmax(A) | np.nanmax(T, axis=0) | np.nanmin(A, axis=0) | np.nanmin(A)
np.any(A) | np.any(A, axis=0) | np.any(T, axis=1) | np.all(A) | np.all(A, axis=0) | np.all(T, axis=0) | np.argmax(A) | np.argmax(A, axis=0) | np.argmax(T, axis=1) | np.argmin(A) | np.argmin(A, axis=1) | np.argmin(T, axis=0) | np.argmax(A, axis=0, keepdims=True)
np.nanargmax(D) | np.nanargmin(D) | np.nanargmax(S, axis=0) | np.nanargmin(T, axis=1) | np.nanargmax(T, axis=0) | np.count_nonzero(A) | np.count_nonzero(A, axis=0) | np.count_nonzero(T, axis=1) | np.count_nonzero(M)
np.median(A) | np.median(A, axis=0) | np.median(A, overwrite_input=True) | np.median(T, axis=1) | np.median(A, axis=0, keepdims=True) | np.nanmedian(A) | np.nanmedian(A, axis=0) | np.nanmedian(A, axis=0, overwrite_input=True) | np.nanmedian(A, overwrite_input=True)
np.percentile(A, 50) | np.percentile(A, [25, 75], axis=0) | np.quantile(A, 0.5, axis=0) | np.quantile(A, 0.5, overwrite_input=True) | np.percentile(A, 50, overwrite_input=True) | np.nanpercentile(A, 50) | np.nanquantile(A, 0.5, axis=0) | np.nanpercentile(A, 50, overwrite_input=True) | np.nanquantile(A, 0.5, overwrite_input=True)
np.ptp(A) | np.ptp(A, axis=0) | np.ptp(T, axis=1) | np.average(A) | np.average(A, axis=0) | np.average(V, weights=W) | np.average(V, weights=D, returned=True) | np.trace(S) | np.trace(S, dtype='f4')
np.cumsum(V) | np.cumsum(A) | np.cumsum(A, axis=0) | np.cumsum(A, dtype='f4') | np.cumprod(V) | np.cumprod(A, axis=1) | np.cumsum(2.0) | np.nancumsum(A, axis=0) | np.nancumsum(V) | np.nancumprod(V) | np.nancumprod(A, axis=0)
np.diff(V) | np.diff(A, axis=0) | np.diff(V, n=0) | np.diff(V, n=2) | np.ediff1d(V) | np.gradient(V) | np.gradient(A) | np.trapezoid(V) | np.trapezoid(A) | np.trapz(V) | np.trapz(A)
np.sort(A) | np.sort(A, axis=None) | np.sort(A, axis=0) | np.sort(V) | np.sort(T) | np.argsort(A) | np.argsort(A, axis=None) | np.argsort(V) | np.partition(V, 1) | np.partition(A, 0) | np.partition(A, 1, axis=None) | np.argpartition(V, 1) | np.argpartition(A, 0) | np.argpartition(A, 1, axis=None)
np.lexsort((V, W)) | np.sort_complex(V) | np.searchsorted(L, V) | np.searchsorted(L, 1.0) | np.searchsorted(L, A) | np.digitize(V, [0, 1]) | np.digitize(A, [0, 1]) | np.digitize(2.0, [0, 1])
np.unique(A) | np.unique(V) | np.unique(V, return_counts=True) | np.unique(V, return_index=True, return_inverse=True) | np.unique(A, axis=0) | np.unique(V, return_inverse=True) | np.bincount(I) | np.bincount(I, weights=V) | np.bincount(I, minlength=9)
np.histogram(D) | np.histogram(D, bins=L) | np.histogram(D, L) | np.histogram(D, 5, weights=V) | np.histogram2d(D, D, bins=3) | np.histogram2d(D, D, bins=[L, L]) | np.histogram2d(D, D, bins=L) | np.histogram_bin_edges(D, L) | np.histogram_bin_edges(D)
np.cov(S) | np.cov(V, W) | np.corrcoef(S) | np.corrcoef(V, W) | np.allclose(A, A) | np.allclose(2.0, 2.0) | np.array_equal(A, A) | np.array_equiv(A, A) | np.isclose(A, A) | np.isclose(A, V) | np.isclose(2.0, 2.0)
np.isin(V, W) | np.isin(A, V) | np.isin(2.0, V) | np.in1d(V, W) | np.intersect1d(V, W) | np.union1d(V, W) | np.setdiff1d(V, W) | np.setdiff1d(V, []) | np.setdiff1d(V, [], assume_unique=True) | np.setxor1d(V, W) | np.setxor1d(V, [], assume_unique=True) | np.intersect1d(V, W, assume_unique=True)
np.clip(A, 0, 1) | np.clip(A, None, 1) | np.clip(A, C, None) | np.clip(V, 0, 1) | np.clip(T, 0, 1) | np.clip(2.0, 0, 1) | np.clip(A, None, None) | np.clip(A, 0.5, 1.5) | np.clip(A, V, 1) | np.clip(A, A1, A1)
np.round(A) | np.round(A, 2) | np.round(2.0) | np.around(A, 1) | np.around(T) | np.around([1, 2]) | np.around(A) | np.fix(A) | np.fix(2.5) | np.nan_to_num(A) | np.nan_to_num(A, copy=False) | np.nan_to_num(T) | np.nan_to_num(2.0) | np.nan_to_num(Z, copy=False)
np.real(A) | np.real([1, 2]) | np.imag(A) | np.real(Z) | np.imag(Z) | np.real(2.0) | np.imag(2.0) | np.real(1j) | np.real_if_close(A) | np.real_if_close(Z) | np.real_if_close([1, 2]) | np.real_if_close(A + 0j) | np.angle(Z) | np.angle(A) | np.iscomplex(A) | np.isreal(A) | np.iscomplex(2.0) | np.isreal(2.0) | np.isposinf(A) | np.isneginf(A) | np.isposinf(2.0)
np.iscomplexobj(A) | np.isrealobj(A) | np.sinc(A) | np.sinc(2.0) | np.i0(V) | np.i0(A) | np.unwrap(V) | np.unwrap(A) | np.interp(V, [0, 1], [0, 1]) | np.interp(A, L, L) | np.interp(0.5, [0, 1], [0, 1])
np.where(M, A, 0) | np.where(M, 0.5, A) | np.where(M, A, C) | np.where(M, A, A) | np.where(K, V, W) | np.where(True, 1.0, 2.0) | np.where(M, A, V) | np.where(M, A, A.T) | np.nonzero(V) | np.nonzero(A) | np.flatnonzero(A) | np.argwhere(A) | np.argwhere(V)
np.take(V, I) | np.take(V, [0]) | np.take(V, 0) | np.take(A, I, axis=0) | np.take(A, 0, axis=0) | np.take(A, 0) | np.take_along_axis(V, I, 0) | np.choose(I % 2, [V, W]) | np.choose(0, [1, 2]) | np.choose(M, [A, A]) | np.compress(K, V) | np.compress([True], A, axis=0) | np.extract(K, V) | np.extract(M, A)
np.select([K], [V]) | np.select([K], [V], W) | np.select([M, M], [A, A]) | np.diagonal(S) | np.diagonal(T) | np.diagflat(V) | np.ravel_multi_index((I, I), (20, 20)) | np.ravel_multi_index((1, 1), (3, 3)) | np.unravel_index(I, (20, 20)) | np.ix_(I, I) | np.ix_(K, I)
np.copyto(A, 0) | np.copyto(A, C, where=M) | np.copyto(A, C) | np.putmask(V, K, 0) | np.putmask(A, M, C) | np.put(V, I, 0) | np.put_along_axis(V, I, 0, 0) | np.place(V, K, [0]) | np.fill_diagonal(S, 0)
np.shape(A) | np.ndim(A) | np.size(A) | np.size(A, 0) | np.iterable(A) | np.isscalar(A) | np.shares_memory(A, A) | np.may_share_memory(A, A) | np.result_type(A, V) | np.common_type(A) | np.promote_types('f4', 'i8') | np.dtype('f4') | np.can_cast('f4', 'f8') | np.min_scalar_type(A) | np.finfo('f4') | np.iinfo('i4') | np.broadcast_shapes((1,), (3,))
A.copy() | A.copy('K') | A.copy(order='K') | A.copy(order='F') | T.copy() | T.copy('K') | A.__copy__() | A.__deepcopy__({}) | A.view() | T.view() | A.astype('f4') | A.astype('i4') | A.astype('f8') | A.astype('f8', copy=False) | A.astype('f4', copy=False) | A.astype('f8', order='C') | A.astype(A.dtype) | T.astype('f4') | A.astype('f8', order='F')
A.reshape(-1) | A.reshape(A.shape) | A.reshape(-1, 1) | T.reshape((-1,)) | A.reshape(-1, order='F') | A.ravel() | V.ravel() | A.ravel('F') | A.ravel(order='K') | T.ravel() | A.flatten() | A.flatten('K') | V.flatten() | T.flatten('F')
A.transpose() | T.transpose() | T.transpose(1, 0, 2) | T.transpose((1, 0, 2)) | V.transpose() | A.swapaxes(0, 1) | A.squeeze() | T.squeeze() | S.diagonal() | A.sum() | A.sum(axis=0) | A.sum(0) | T.sum(axis=1) | T.sum(axis=0) | A.sum(axis=1, keepdims=True) | A.sum(dtype='f4') | A.sum(axis=0, where=M) | A.prod() | A.prod(axis=0) | T.prod(axis=1)
A.mean() | A.mean(axis=0) | T.mean(axis=1) | T.mean(0) | A.mean(axis=1, keepdims=True) | A.std() | A.std(axis=0) | T.std(axis=1) | A.var() | A.var(1) | T.var(axis=0) | A.std(dtype='f4') | A.max() | A.max(axis=0) | T.max(axis=1) | A.min() | A.min(axis=1, keepdims=True) | T.min(axis=0) | A.ptp() | A.ptp(axis=0)
A.any() | A.any(axis=0) | T.any(axis=1) | A.all() | A.all(1) | T.all(axis=0) | A.argmax() | A.argmax(axis=0) | T.argmax(axis=1) | A.argmin() | A.argmin(1) | T.argmin(0) | S.trace() | A.cumsum() | A.cumsum(axis=0) | V.cumsum() | A.cumprod() | A.cumprod(axis=1) | A.cumsum(dtype='f4')
A.clip(0, 1) | A.clip(min=0) | A.clip(max=1) | V.clip(0, 1) | A.clip(C, None) | T.clip(0, 1) | A.round() | A.round(2) | A.round(decimals=1) | A.conj() | Z.conj() | A.conjugate() | Z.conjugate() | A.byteswap() | A.byteswap(inplace=True) | A.byteswap(True) | A.newbyteorder()
A.argsort() | A.argsort(axis=None) | V.argsort() | V.argpartition(1) | A.argpartition(1, axis=None) | A.sort() | A.sort(axis=0) | V.partition(1) | A.fill(0) | V.put(I, 0) | V.itemset(0, 0) | A.setfield(0, A.dtype) | A.setflags(write=False) | V.resize((9,), refcheck=False)
V.take(I) | A.take(I, axis=0) | V.take(0) | I.choose([1, 2, 3, 4]) | V.compress(K) | A.compress([True], axis=0) | A.repeat(2) | V.repeat(1) | A.repeat(2, axis=0) | A.nonzero() | L.searchsorted(V) | L.searchsorted(1.0) | V.dot(W) | S.dot(S) | A.dot(2.0) | A.getfield(A.dtype)
A.tobytes() | A.item(0) | A.dumps() | A.tolist() | A.__len__() | A.T | T.T | V.T | A.mT | A.real | A.imag | Z.real | Z.imag | A.flat | A.data | A.base | A.ctypes | A.shape | A.strides | A.size | A.ndim | A.itemsize | A.nbytes | A.dtype | A.flags
np.dot(S, S) | np.dot(V, W) | np.dot(2.0, 2.0) | np.dot(A, 2.0) | np.matmul(S, S) | np.matmul(V, W) | np.vdot(V, W) | np.inner(V, W) | np.inner(A, A) | np.outer(V, W) | np.outer(2.0, 2.0) | np.tensordot(S, S, 1) | np.tensordot(V, W, 1) | np.kron(V, W) | np.kron(S, S) | np.cross(V[:3], W[:3])
np.einsum('ij,jk->ik', S, S) | np.einsum('ij->ji', S) | np.einsum('ii->i', S) | np.einsum('ij->', S) | np.einsum('ij,ij->i', A, A) | np.einsum('i,i', V, W) | np.convolve(V, W) | np.correlate(V, W) | np.polyfit(D, D, 1) | np.vander(V)
np.linalg.norm(A) | np.linalg.norm(A, axis=1) | np.linalg.norm(V) | np.linalg.norm(A, axis=0, keepdims=True) | np.linalg.norm(S, 1) | np.linalg.inv(P) | np.linalg.cholesky(P) | np.linalg.pinv(P) | np.linalg.solve(P, P) | np.linalg.solve(P, P[:, :1]) | np.linalg.det(P) | np.linalg.slogdet(P) | np.linalg.eig(P) | np.linalg.eigh(P) | np.linalg.eigvals(P) | np.linalg.eigvalsh(P)
np.linalg.svd(P) | np.linalg.svd(P, compute_uv=False) | np.linalg.qr(P) | np.linalg.qr(P, mode='r') | np.linalg.qr(P, mode='raw') | np.linalg.lstsq(P, P, rcond=None) | np.linalg.matrix_power(P, 1) | np.linalg.matrix_power(P, 2) | np.linalg.matrix_power(P, 0) | np.linalg.matrix_rank(P) | np.linalg.multi_dot([P, P, P]) | np.linalg.cond(P)
np.fft.fft(V) | np.fft.fft(A) | np.fft.ifft(V) | np.fft.rfft(V) | np.fft.irfft(V) | np.fft.hfft(V) | np.fft.ihfft(V) | np.fft.fft2(A) | np.fft.ifft2(A) | np.fft.rfft2(A) | np.fft.irfft2(A) | np.fft.fftn(A) | np.fft.ifftn(A) | np.fft.rfftn(A) | np.fft.irfftn(A) | np.fft.fftshift(A) | np.fft.ifftshift(V) | np.fft.fftfreq(8) | np.fft.rfftfreq(8)
len(A) | range(3) | range(0, 9, 2) | int(3.5) | int('7', base=8) | float(2) | complex(1) | bool(1) | str(A) | repr(A) | ascii(A) | format(3) | chr(65) | bin(3) | hex(3) | oct(3) | ord('a') | hash('a') | id(A) | isinstance(A, np.ndarray) | issubclass(int, object) | callable(A) | hasattr(A, 'x') | any(V) | all(V) | type(A)
abs(A) | abs(Z) | abs(T) | abs(-2) | divmod(A, C) | divmod(7, 2) | pow(2, 3) | pow(A, 2) | pow(2, 3, 5) | round(2.5) | round(2.567, 2) | min(1, 2) | max([1, 2]) | min(ONE) | max(ONE) | max(LIST, key=id) | max(LIST, key=len) | min(LIST, key=id) | sum(V) | sum([1, 2]) | sum(LIST) | sum([[1], [2]], []) | sorted([2, 1]) | sorted(LIST, key=id) | list(A) | list(LIST) | list((1, 2)) | tuple(A) | tuple(LIST) | set((1, 2)) | frozenset((1,))
iter(A) | iter(LIST) | reversed(LIST) | reversed(A) | enumerate(A) | zip(A, A) | next(ITER) | print('.', end='') | memoryview(A) | bytes(V) | bytearray(V) | math.hypot(3, 4) | math.log(2) | math.log(2, 2) | math.atan2(1, 2) | math.copysign(1, 2) | math.fmod(3, 2) | math.pow(2, 3)
math.isnan(1) | math.isinf(1) | math.isfinite(1) | math.isclose(1, 1) | math.floor(2.5) | math.ceil(2.5) | math.factorial(3) | math.isqrt(9) | math.gcd(4, 6) | math.lcm(4, 6) | math.comb(4, 2)
np.pi | np.e | np.euler_gamma | np.inf | np.nan | math.pi | math.e | math.tau | math.inf | math.nan | np.newaxis
np.float64(A) | np.float64(2) | np.float32(A) | np.float32([1, 2]) | np.float16(A) | np.longdouble(A) | np.complex128(A) | np.complex64(A) | np.int8(A) | np.int16(A) | np.int32(A) | np.int64(A) | np.uint8(A) | np.uint16(A)
np.uint32(A) | np.uint64(A) | np.bool_(A) | np.bool_(1) | np.bool_([1, 2]) | np.int64(I) | np.float64([1.0]) | np.complex128(Z) | np.float16(2) | np.longdouble(2) | np.complex64([1]) | np.int8([1]) | np.int16([1]) | np.int32([1]) | np.uint8(F) | np.uint8([1]) | np.uint16([1])
np.int16(np.arange(2, dtype='i2')) | np.int32(np.arange(2, dtype='i4')) | np.uint16(np.arange(2, dtype='u2')) | np.uint64(np.arange(2, dtype='u8')) | np.int64([1]) | np.uint32([1]) | np.uint64([1]) | np.float16([1]) | np.longdouble([1]) | np.complex128([1]) | np.loadtxt(['1 2', '3 4']) | np.loadtxt(['1']) | np.genfromtxt(['1 2', '3 4']) | np.errstate(all='ignore') | np.seterr() | np.issubdtype('f4', 'f8') | np.isfortran(A)
np.array_str(A) | np.array_repr(A) | np.tril_indices(3) | np.triu_indices(3) | np.tril_indices_from(S) | np.triu_indices_from(S) | np.packbits(M) | np.unpackbits(F) | np.roots(D) | np.linalg.vector_norm(A) | np.linalg.vector_norm(A, axis=0) | np.linalg.svdvals(P) | np.linalg.tensorinv(P, ind=1)
np.unstack(A) | np.unstack(T) | np.astype(A, 'f4') | np.astype(A, 'f8', copy=False) | np.astype(T, 'f8') | np.cumulative_sum(V) | np.cumulative_prod(V) | np.matrix_transpose(A) | np.fromfile(PATH) | np.fromfile(PATH, 'u1')
np.save(NOWHERE, A) | np.savetxt(NOWHERE, A) | np.savez(NOWHERE, A) | np.savez_compressed(NOWHERE, A)
np.poly(V) | np.poly(S) | np.poly([]) | np.polyadd(V, W) | np.polyadd(V, D) | np.polyadd(V, 1) | np.polyadd([1, 2, 3], W) | np.polyadd(W, [1, 2]) | np.polysub(V, W) | np.polysub([1, 2, 3], W) | np.polymul(V, W) | np.polymul(V, 2.0) | np.polymul([1, 2], W)
np.polydiv(V, D) | np.polydiv(D, [1, 2]) | np.polydiv([1, 2], V) | np.polyder(V) | np.polyder(V, 0) | np.polyder(V, 2) | np.polyint(V) | np.polyint(V, 0) | np.polyint(V, 2) | np.polyval(V, W) | np.polyval(V, 2.0) | np.polyval(V, A) | np.polyval([], A) | np.polyval([], 2.0) | np.polyval([1, 2], A) | np.polyval(A, W)
np.diag_indices(3) | np.diag_indices(3, 3) | np.diag_indices_from(S) | np.unique_values(A) | np.unique_values(V) | np.unique_counts(A) | np.unique_counts(V) | np.unique_inverse(A) | np.unique_inverse(V) | np.unique_all(A) | np.unique_all(V)
np.vecdot(A, C) | np.vecdot(V, W) | np.vecdot(T, T) | np.vecdot(V, [1, 2, 3, 4, 5]) | np.vecmat(S[0], A) | np.vecmat(P[0], P) | np.vecmat(V, A.T) | np.matvec(A, V) | np.matvec(T, [1, 2]) | np.matvec(P, P[0]) | np.trim_zeros(V) | np.trim_zeros(L) | np.trim_zeros(V, 'f') | np.trim_zeros([0, 1])
np.kaiser(5, 14.0) | np.kaiser(1, 2) | np.kaiser(3, np.float32(2)) | np.histogramdd(A) | np.histogramdd(A[:, :2], bins=3) | np.isdtype(np.dtype('f4'), 'real floating') | np.fromstring('1 2', sep=' ') | np.fromstring('1 2', dtype='f4', sep=' ')
np.linalg.cross(V[:3], W[:3]) | np.linalg.cross(P, P) | np.linalg.diagonal(S) | np.linalg.diagonal(T) | np.linalg.matmul(S, S) | np.linalg.matmul(V, W) | np.linalg.matmul(A, V) | np.linalg.matrix_norm(A) | np.linalg.matrix_norm(T) | np.linalg.matrix_norm(A, ord=1) | np.linalg.matrix_norm(P, ord=2) | np.linalg.matrix_norm(A, keepdims=True)
np.linalg.outer(V, W) | np.linalg.tensordot(S, S, axes=1) | np.linalg.tensordot(V, W, axes=1) | np.linalg.tensordot(P, P) | np.linalg.tensorsolve(P, D[:3]) | np.linalg.trace(S) | np.linalg.trace(P, dtype='f4') | np.linalg.trace(T) | np.linalg.vecdot(V, W) | np.linalg.vecdot(A, C) | np.linalg.vecdot(A, C, axis=0)
np.datetime_as_string(np.arange(3).astype('M8[D]')) | np.datetime_as_string(np.datetime64('2020-01-01')) | np.datetime_as_string(np.arange(6).reshape(2, 3).astype('M8[D]')) | np.datetime_data('M8[s]') | np.busday_count('2020-01-01', '2020-02-01') | np.busday_count(np.arange(3).astype('M8[D]'), '2020-02-01')
np.busday_offset('2020-01-01', 1) | np.busday_offset(np.arange(4, 9).astype('M8[D]'), 1, 'forward') | np.is_busday('2020-01-01') | np.is_busday(np.arange(3).astype('M8[D]')) | np.array2string(A) | np.array2string(V, precision=2) | np.array2string(2.0) | np.base_repr(5, 3) | np.binary_repr(5) | np.binary_repr(5, width=8)
np.format_float_positional(2.5) | np.format_float_scientific(2.5) | np.mintypecode(['d', 'f']) | np.typename('d') | np.geterr() | np.get_printoptions() | np.set_printoptions(precision=8) | np.getbufsize() | np.setbufsize(8192) | np.get_include() | np.einsum_path('ij,jk->ik', S, S) | np.piecewise(V, [K, ~K], [np.negative, 1]) | np.piecewise(A, [M], [np.negative]) | np.piecewise(2.0, [True], [3])
A.to_device('cpu') | V.to_device('cpu') | A.tostring() | A.dump(NOWHERE) | A.device | np.random.SeedSequence(3) | np.random.PCG64DXSM(0)
np.add.reduce(A) | np.add.reduce(A, axis=1) | np.add.reduce(T, 1) | np.add.reduce(T, (0, 1)) | np.add.reduce(A, axis=None) | np.add.reduce(A, dtype='f4') | np.add.reduce(A, keepdims=True) | np.add.reduce([1, 2]) | np.add.reduce(LIST) | np.add.reduce(V) | np.add.reduce(2.0)
np.multiply.reduce(A) | np.multiply.reduce(T, 1) | np.multiply.reduce(V, dtype='f4') | np.logical_and.reduce([M, M]) | np.logical_and.reduce((K, K, K)) | np.maximum.reduce([A, C]) | np.maximum.reduce(LIST) | np.minimum.reduce([1, 2]) | np.logical_or.reduce([V, W])
np.add.accumulate([1, 2]) | np.add.accumulate(V, dtype='f4') | np.add.reduceat(A, [0, 2]) | np.add.reduceat(A, [0, 2], axis=1) | np.add.reduceat(T, I, 0) | np.add.reduceat(V, I) | np.maximum.reduceat(A, [0, 2]) | np.maximum.reduceat(V, I) | np.minimum.reduceat(V, I) | np.multiply.reduceat(V, I) | np.multiply.reduceat(T, [0], 2)
np.add.outer(A, I) | np.add.outer(A.T, T) | np.add.outer(1, 2) | np.add.outer(V, np.float32(2)) | np.add.at(A, (I, I), V[:2]) | np.add.at(V, K, W[0]) | np.negative.at(V, I) | np.absolute.at(A, I)
math.ulp(1.0) | math.cbrt(8) | math.exp2(3) | math.remainder(3, 2) | math.nextafter(1, 2) | math.ldexp(1.0, 2) | math.dist((1, 2), (3, 4)) | math.fsum(V) | math.fsum([1, 2]) | math.trunc(2.5) | math.perm(4, 2) | math.prod([2, 3]) | math.prod(V) | math.prod(ONE) | math.prod([], start=A) | math.frexp(2.5) | math.modf(2.5)
slice(1) | slice(1, 2) | slice(A, A) | slice(None) | getattr(A, 'T') | getattr(A, 'shape') | getattr(A, 'x', None) | object() | dict([(1, A)]) | dict() | dict(((1, 2),))
operator.add(A, C) | operator.add((1,), ()) | operator.add([A], [A]) | operator.sub(A, C) | operator.sub({1}, {2}) | operator.mul(A, 2) | operator.mul((A,), 1) | operator.mod(A, 2) | operator.and_(M, M) | operator.or_(M, M) | operator.or_({1: A}, {2: C}) | operator.xor(M, M) | operator.concat((), (1,)) | operator.concat([1], [2])
operator.truediv(A, C) | operator.truediv(A, 2) | operator.truediv(1, 2) | operator.floordiv(A, 2) | operator.floordiv(5, 2) | operator.pow(A, 2) | operator.pow(2, 3) | operator.matmul(S, S) | operator.matmul(V, W) | operator.lshift(A, 1) | operator.rshift(A, 1) | operator.lshift(1, 2) | operator.rshift(4, 1)
operator.neg(A) | operator.neg(2) | operator.invert(A) | operator.invert(M) | operator.invert(3) | operator.pos(A) | operator.pos(-2) | operator.abs(A) | operator.abs(Z) | operator.abs(-2)
operator.lt(A, C) | operator.lt(1, 2) | operator.le(A, 0) | operator.eq(A, C) | operator.eq([1], [1]) | operator.ne(A, V) | operator.gt(A, C) | operator.ge(V, 1)
operator.iadd(A, C) | operator.iadd(1, 2) | operator.isub(A, C) | operator.imul(A, 2) | operator.itruediv(A, 2) | operator.ifloordiv(A, 2) | operator.imod(A, 2) | operator.ipow(A, 2) | operator.imatmul(S, S + S) | operator.iand(M, M) | operator.iand(M, ~M) | operator.ior(M, ~M) | operator.ixor(M, ~M) | operator.ilshift(I, 1) | operator.irshift(I, 1) | operator.iconcat(LIST, [W])
operator.isub(3, 1) | operator.imul(3, 2) | operator.itruediv(3, 2) | operator.ifloordiv(3, 2) | operator.imod(3, 2) | operator.ipow(3, 2) | operator.iand(70000, 30000) | operator.ior(70000, 30000) | operator.ixor(3, 2) | operator.ilshift(3, 2) | operator.irshift(3, 2) | operator.iconcat((), (1,)) | operator.iconcat((1,), (2,))
operator.getitem(A, 0) | operator.getitem(A, [0]) | operator.getitem(LIST, 0) | operator.setitem(A, 0, 7) | operator.setitem(LIST, 0, A) | operator.delitem(LIST, 0) | operator.not_(2) | operator.truth(2) | operator.is_(A, A) | operator.is_not(A, A) | operator.contains(V, 1) | operator.contains([1], 1)
operator.index(3) | operator.length_hint(A) | operator.length_hint([1]) | operator.countOf(V, 1) | operator.indexOf([1, 2], 2)
np.linalg.det(np.stack([P, P])) | np.linalg.slogdet(np.stack([P, P])) | np.linalg.cond(np.stack([P, P])) | np.linalg.matrix_rank(np.stack([P, P])) | np.nanpercentile(A, 50, axis=0) | np.trace(T) | T.trace() | np.isnat(np.arange(3).astype('M8[s]')) | np.isnat(np.datetime64('NaT', 's')) | np.isnat(np.arange(6).reshape(2, 3).T.astype('M8[s]')) | np.genfromtxt(['1']) | np.vdot(D, np.arange(5.0))
np.count_nonzero(A, axis=(0, 1)) | np.iscomplex(2.0) | np.iscomplex(2j) | G.integers(5, size=()) | operator.matmul(V, V) | operator.gt(2, 1) | operator.le(2, 1) | operator.ge(2, 1) | operator.ne(2, 1) | np.fromiter([1, 2], 'f4') | np.empty(0, 'f4') | np.empty(()) | np.nanmin(T, axis=1) | np.fromfile(PATH, 'f4')
np.random.default_rng(0) | np.random.default_rng(G) | np.random.default_rng() | np.random.RandomState(0) | np.random.Generator(BG) | np.random.PCG64(0) | np.random.MT19937(0) | np.random.Philox(0) | np.random.SFC64(0)
"""

REDUCED = "maximum minimum fmax fmin bitwise_and bitwise_or bitwise_xor logical_and logical_or logical_xor add multiply"
OUTER = """add subtract multiply maximum minimum divide power hypot arctan2 floor_divide remainder logical_and logical_or bitwise_and
bitwise_or equal not_equal less less_equal greater greater_equal"""
AT = "add subtract multiply divide maximum minimum fmax fmin power logical_and logical_or bitwise_and bitwise_or bitwise_xor"
MATH = "sqrt exp log10 log2 log1p expm1 sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh fabs gamma lgamma erf erfc degrees radians"
DRAWS = {"normal": "1.0, 2.0", "uniform": "0.0, 1.0", "lognormal": "0.0, 1.0", "laplace": "0.0, 1.0", "gumbel": "0.0, 1.0",
         "logistic": "0.0, 1.0", "exponential": "1.0", "rayleigh": "1.0", "gamma": "1.0, 2.0", "beta": "1.0, 2.0",
         "chisquare": "2.0", "noncentral_chisquare": "2.0, 1.0", "f": "2.0, 3.0", "pareto": "2.0", "weibull": "2.0",
         "power": "2.0", "standard_t": "2.0", "vonmises": "0.0, 1.0", "wald": "1.0, 1.0",
         "triangular": "0.0, 0.5, 1.0", "poisson": "3.0", "binomial": "5, 0.5", "negative_binomial": "5, 0.5",
         "geometric": "0.5", "noncentral_f": "2.0, 3.0, 1.0", "hypergeometric": "5, 5, 3", "logseries": "0.5", "zipf": "2.0"}  # fmt: skip
LEGACY = """rand(2, 3) | rand() | randn(2, 3) | randn() | random_sample((2, 3)) | random_sample() | random(3) | standard_normal((2, 3)) |
standard_normal() | standard_exponential(3) | standard_cauchy(3) | standard_gamma(2.0, 3) | randint(5) | randint(0, 5, (2, 3)) | randint(0, 5, size=3, dtype='i4') |
random_integers(5) | permutation(5) | permutation(A) | choice(5, 3) | choice(V) | choice(V, 3) | shuffle(A) | seed(1) |
multivariate_normal([0, 0], [[1, 0], [0, 1]]) | dirichlet((1, 2)) | dirichlet((1, 2), 3) | multinomial(5, [0.5, 0.5]) | multinomial(5, [0.5, 0.5], 3) |
bytes(4) | get_state() | get_state(legacy=False) | set_state(np.random.RandomState(4).get_state()) |
standard_exponential((2, 3)) | standard_exponential() | standard_cauchy((2, 3)) | standard_cauchy() | standard_gamma(2.0, (2, 3)) | standard_gamma(2.0) | random((2, 3)) | random() | random_integers(5, size=(2, 3))"""
MODERN = """random((2, 3)) | random() | random(3, dtype='f4') | standard_normal((2, 3)) | standard_normal() | standard_exponential(3) | standard_exponential((2, 3)) | standard_exponential() | standard_exponential(3, 'f4') | standard_normal(3, 'f4') | standard_gamma(2.0, 3) | standard_gamma(2.0, (2, 3)) | standard_gamma(2.0) | standard_gamma(2.0, 3, 'f4') | standard_cauchy(3) | standard_cauchy((2, 3)) | standard_cauchy() |
integers(5) | integers(0, 5, (2, 3)) | integers(0, 5, size=3, dtype='i4') | permutation(5) | permutation(A) | permutation(A, axis=1) | permuted(A) | permuted(V) | choice(5, 3) | choice(V, 3) | choice(V) | choice(A) |
shuffle(A) | shuffle(A, axis=1) | multivariate_normal([0, 0], [[1, 0], [0, 1]]) | dirichlet((1, 2)) | multinomial(5, [0.5, 0.5]) | bytes(4) |
spawn(2) | multivariate_hypergeometric([3, 4], 2) | multivariate_hypergeometric([3, 4], 2, size=3)"""


def calls() -> tuple[str, ...]:
    """Every call form, one expression each."""
    found = [c for line in CALLS.splitlines() for c in line.split(" | ")]
    found += [f"math.{f}({'1.0' if f == 'acosh' else '0.5'})" for f in MATH.split()]
    for name in REDUCED.split():
        found += [f"np.{name}.reduce({x})" for x in ("A", "V", "A, axis=1", "T, 1", "T, None", "A, keepdims=True")]
        found += [f"np.{name}.accumulate({x})" for x in ("A", "V", "A, axis=1", "T, 1")]
    for name in OUTER.split():
        found += [f"np.{name}.outer({x})" for x in ("A, C", "V, W", "A, 2", "2.5, V", "V, [1.5]")]
    for name in AT.split():
        found += [f"np.{name}.at({x})" for x in ("V, I, 1", "A, I, C[:2]", "A, 0, 2")]
    for receiver, others in (("np.random", LEGACY), ("R", LEGACY), ("G", MODERN)):
        found += [f"{receiver}.{c.strip()}" for c in others.replace("\n", " ").split("|")]
        for name, args in DRAWS.items():
            found += [f"{receiver}.{name}({args})", f"{receiver}.{name}({args}, size=(2, 3))"]
            found.append(f"{receiver}.{name}({', '.join(f'np.full(3, {a.strip()})' for a in args.split(','))})")
    found += ["R.tomaxint()", "R.tomaxint((2, 3))"]
    return tuple(c.strip() for c in found if c.strip())
