"""Calls by which the rows of SciPy are probed: of each line's functions, all of its argument lists. See `calls`."""

from __future__ import annotations

CALLS = """
linalg: inv det cholesky lu lu_factor qr svd svdvals eig eigh eigvals eigvalsh schur hessenberg cho_factor rq: P | np.asfortranarray(P) | P, overwrite_a=True | np.asfortranarray(P), overwrite_a=True
linalg: pinv null_space orth pinvh polar: P | np.asfortranarray(P)
linalg: expm sqrtm sinm cosm tanm sinhm coshm tanhm signm: P
linalg: solve: P, D[:3] | P, P | P, 2 * P, overwrite_a=True | P, 2 * P, overwrite_b=True | P, np.asfortranarray(2 * P), overwrite_b=True
linalg: lstsq: P, D[:3] | P, P | P, 2 * P, overwrite_a=True
linalg: solve_triangular: P, D[:3] | P, P | P, 2 * P, overwrite_b=True | P, D[:3], lower=True
linalg: subspace_angles expm_frechet solve_continuous_lyapunov orthogonal_procrustes: P, P
linalg: lu_solve: scipy.linalg.lu_factor(P), D[:3] | scipy.linalg.lu_factor(P), P
linalg: cho_solve: scipy.linalg.cho_factor(P), D[:3] | scipy.linalg.cho_factor(P), P
linalg: solve_banded: (1, 1), P, D[:3] | (1, 1), P, P
linalg: solveh_banded: P[:2], D[:3]
linalg: solve_toeplitz: P[0], D[:3] | P[0], P
linalg: toeplitz: V | V, W | P[0]
linalg: hankel: V | V, W
linalg: circulant: V
signal: square: V
linalg: norm: V | A | A, axis=0 | P, 2
ndimage: sobel prewitt laplace spline_filter spline_filter1d: V | A | T | A, output=C
ndimage: sum_labels mean variance standard_deviation minimum maximum median minimum_position maximum_position extrema center_of_mass: V | A | A, M.astype(int), [0, 1] | A, M.astype(int)
special: gamma gammaln loggamma digamma psi erf erfc erfcx erfi erfinv erfcinv expit logit log_expit ndtr ndtri log_ndtr exp1 expi expm1 log1p exp2 exp10 cbrt entr i0 i0e i1 i1e j0 j1 y0 y1 k0 k0e k1 k1e zetac rgamma dawsn ellipk ellipe ellipkm1 sindg cosdg tandg cosm1 exprel spence wofz: V | A | T | 0.5 | Z | A.T
special: logsumexp: V | A | A, axis=0 | T, axis=1 | A, axis=1, keepdims=True | 2.0
special: softmax: V | A | 2.0 | A, axis=1
special: log_softmax: V | A | A, axis=1
stats: zscore rankdata: V | A | A, axis=1
fft: fft ifft: V | A | A, axis=0 | A, 3 | Z | V, overwrite_x=True
fft: rfft irfft hfft ihfft: V | A | A, axis=0 | A, 3 | T | V, overwrite_x=True
fft: dct idct: V | A | A, axis=0 | Z | V, overwrite_x=True | A, 2, 3
fft: dst idst: V | A | A, axis=0 | T | V, overwrite_x=True | A, 2, 3
fft: fftshift ifftshift: V | A
signal: wiener hilbert argrelmax argrelmin: V | A
stats: sem: V | A
integrate: simpson: V | A
signal: welch spectrogram stft: V | A | V, 2.0 | V, nperseg=2
signal: periodogram: V | A | V, 2.0
signal: detrend: V | A | A, axis=0 | A, type='constant' | V, overwrite_data=True | A, overwrite_data=True
signal: find_peaks: V | V, height=0 | np.tile(V, 5), distance=2
signal: medfilt: V | A | V, 3 | T
signal: sawtooth: V | V, 0.5
stats: iqr: V | A | A, axis=0
stats: skew kurtosis: V | A | A, axis=None
integrate: cumulative_trapezoid trapezoid: V | A | V, L
sparse: diags: V | [V, W], [0, 1]
signal: convolve correlate fftconvolve oaconvolve: V, W | A, C | V, D | V, L, 'same'
signal: csd coherence: V, W | A, C | V, W, nperseg=2
linalg: block_diag: A, C | A | V, S
special: xlogy xlog1py beta betaln binom gammainc gammaincc jv jn yv yn kv iv ive kve jve hankel1 hankel2 kl_div rel_entr huber pseudo_huber boxcox boxcox1p inv_boxcox inv_boxcox1p poch hyp0f1 chdtr chdtrc agm eval_legendre eval_chebyt eval_hermite struve modstruve stdtr owens_t: A, C | A, 2 | T, 1 | A, V | 2.0, V | 0.5, 1.0 | A.T, A1.T
signal: convolve2d correlate2d: A, C | A, S | A, P, 'same'
ndimage: label: A | M | K
ndimage: binary_dilation binary_erosion binary_opening binary_closing: A | M | K | M, output=np.zeros(M.shape, bool)
ndimage: distance_transform_edt: A | M
fft: fft2 ifft2 fftn ifftn dctn: A | T | Z | A, overwrite_x=True | A, axes=()
fft: rfft2 irfft2 rfftn irfftn: A | T | A.T | A, overwrite_x=True
fft: idctn dstn idstn: A | T | A.T | A, overwrite_x=True | A, axes=()
signal: medfilt2d hilbert2: A
sparse: issparse isspmatrix: A
sparse: csr_matrix csr_array: A | A, copy=True | (D, np.arange(5), np.array([0, 2, 5])), (2, 5)
sparse: csc_matrix csc_array: A | A, copy=True | (D, np.arange(5), np.array([0, 2, 5])), (5, 2)
sparse: coo_matrix coo_array: A | A, copy=True | (D, (np.arange(5), np.arange(5))), (5, 5)
sparse: bsr_matrix bsr_array: A | A, copy=True | (T, np.arange(4), np.array([0, 2, 4]))
sparse: dia_matrix dia_array: A | A, copy=True | (A, np.arange(4)), (5, 5)
sparse: lil_matrix: A | A, copy=True | scipy.sparse.lil_matrix(np.eye(2))
sparse: lil_array: A | A, copy=True | scipy.sparse.lil_array(np.eye(2))
sparse: dok_matrix: A | A, copy=True | scipy.sparse.dok_matrix(np.eye(2))
sparse: dok_array: A | A, copy=True | scipy.sparse.dok_array(np.eye(2))
linalg: companion: D
stats: gmean hmean: D
special: factorial: D | 5 | 5, exact=True
special: zeta: D | 2.0 | D, 2.0
linalg: hadamard dft: 4
linalg: hilbert invhilbert pascal: 3
sparse: eye identity: 3
linalg: khatri_rao: S, S
linalg: solve_sylvester: P, P, P
linalg: leslie: P[0], P[0, :2]
ndimage: gaussian_filter gaussian_filter1d gaussian_laplace gaussian_gradient_magnitude fourier_gaussian fourier_shift: A, 1.0 | V, 1.0 | T, 1.0 | A, 1.0, output=C
ndimage: fourier_ellipsoid: A, 1.0 | V, 1.0 | A, 1.0, output=C
ndimage: uniform_filter uniform_filter1d median_filter maximum_filter minimum_filter maximum_filter1d minimum_filter1d grey_dilation grey_erosion grey_opening grey_closing morphological_gradient morphological_laplace white_tophat black_tophat: A, 3 | V, 3 | T, 3 | A, 3, output=C
signal: resample: A, 3 | V, 3 | V, 3, t=L | A, 3, axis=1 | V, 5
ndimage: percentile_filter: A, 50, 3 | V, 50, 3 | T, 50, 3 | A, 50, 3, output=C
ndimage: rank_filter: A, 1, 3 | V, 1, 3 | T, 1, 3 | A, 1, 3, output=C
ndimage: zoom fourier_uniform: A, 2 | V, 2 | T, 2 | A, 2, output=C
special: comb: V, 2 | 5, 2 | 5, 2, exact=True
special: perm: V, 2
ndimage: rotate: A, 30 | V, 30 | T, 30 | A, 30, output=C
ndimage: shift: A, 1 | V, 1 | T, 1 | A, 1, output=C
ndimage: convolve: A, S[:3, :3] | A, P | A, P, output=C
ndimage: correlate: A, P | A, P, output=C
ndimage: convolve1d: A, D | V, P[0]
ndimage: correlate1d: A, P[0] | V, D
ndimage: map_coordinates: A, np.ones((2, 3)) | A, [[0, 1], [1, 2]] | A, np.ones((2, 3)), order=1
ndimage: affine_transform: A, np.eye(2) | V, [2.0]
ndimage: find_objects: M.astype(int)
ndimage: generate_binary_structure: 2, 1
signal: istft: Z
special: betainc betaincinv bdtr bdtrc nbdtr fdtr hyp1f1: A, C, 1 | A, V, 2 | 0.5, 1.0, 0.5 | T, 1, 1
signal: unit_impulse: 5 | (2, 3)
signal.windows: barthann bartlett blackman blackmanharris bohman boxcar cosine flattop hamming hann lanczos nuttall parzen triang: 5 | 5, False
signal.windows: tukey: 5
special: multigammaln: D, 1
signal: resample_poly: A, 2, 3 | V, 2, 1 | V, 1, 1 | A, 1, 1
fft: fftfreq rfftfreq: 8 | 8, 0.5
signal: lfilter: P[0], P[1], V | [1.0, 2.0], [1.0], A | D, 1.0, V | [0.5], [1.0, 0.2], V, zi=np.zeros(1) | D, [2.0], V | W, D, V
signal: lfiltic: [1.0, 2.0], [1.0, 0.5], [1.0]
signal: filtfilt: [0.5], [1.0, 0.2], np.tile(V, 5) | [0.5], [1.0, 0.2], A, padlen=0
signal: sosfilt: np.array([[1.0, 2, 3, 1, 2, 3]]), V | np.array([[1.0, 2, 3, 1, 2, 3]]), A | np.array([[1.0, 2, 3, 1, 2, 3]]), V, zi=np.zeros((1, 2))
signal: sosfiltfilt: np.array([[1.0, 2, 3, 1, 2, 3]]), np.tile(V, 5)
signal: lfilter_zi: [0.5, 0.2], [1.0, 0.2]
signal: sosfilt_zi: np.array([[1.0, 2, 3, 1, 0.2, 0.3]])
signal: decimate: np.tile(V, 10), 2
signal: savgol_filter: V, 3, 1 | A, 3, 1 | A, 3, 1, axis=0
signal: savgol_coeffs: 3, 1
signal: upfirdn: [1.0, 2.0], V | [1.0, 2.0], A, 2
signal: order_filter: A, np.ones((3, 3)), 1
signal: butter bessel: 2, 0.5
signal: cheby1 cheby2: 2, 1, 0.5
signal: ellip: 2, 1, 2, 0.5
signal: firwin: 5, 0.5
signal.windows: general_hamming: 5, 0.5
signal: get_window: 'hann', 5 | ('kaiser', 2.0), 5
signal: chirp: V, 1, 1, 2
signal.windows: kaiser gaussian: 5, 2.0
signal.windows: chebwin: 5, 100
special: bei beip ber berp cotdg gammasgn it2struve0 itmodstruve0 itstruve0 kei keip ker kerp kolmogi kolmogorov ndtri_exp round wrightomega: V | A | T | 0.5 | A.T
special: chdtri chdtriv ellipeinc ellipkinc elliprc eval_chebyc eval_chebys eval_chebyu eval_hermitenorm eval_laguerre eval_sh_chebyt eval_sh_chebyu eval_sh_legendre expn gammainccinv gammaincinv hankel1e hankel2e kn mathieu_a mathieu_b pdtr pdtrc pdtri pdtrik powm1 smirnov smirnovi stdtridf stdtrit tklmbda yve: A, C | A, 2 | A, V | 2.0, V | 0.5, 1.0
special: betaincc betainccinv bdtri bdtrik bdtrin btdtria btdtrib chndtr chndtridf chndtrinc chndtrix elliprd elliprf elliprg eval_gegenbauer eval_genlaguerre fdtrc fdtri fdtridfd gdtr gdtrc gdtria gdtrib gdtrix hyperu lpmv nbdtrc nbdtri nbdtrik nbdtrin nctdtr nctdtridf nctdtrinc nctdtrit nrdtrimn nrdtrisd radian voigt_profile wright_bessel besselpoly log_wright_bessel: A, C, 1 | A, V, 2 | 0.5, 1.0, 0.5
special: elliprj eval_jacobi eval_sh_jacobi hyp2f1 ncfdtr ncfdtri ncfdtridfd ncfdtridfn ncfdtrinc: A, C, 1, 2.0 | A, V, 2, 1.0 | 0.5, 1.0, 0.5, 1.0
special: fresnel it2i0k0 it2j0y0 iti0k0 itj0y0 modfresnelm modfresnelp shichi sici airy airye itairy kelvin: V | A | 0.5
special: pbdv pbvv pbwa ellipj: A, C | A, 0.5 | 0.5, 0.5
special: polygamma: 1, V | 1, 2.0 | D, D
special: diric: V, 3 | 0.5, 3
special: jvp yvp kvp ivp: 1, V | 1, 2.0 | 1, A, 2 | 1, A, 0
special: spherical_jn spherical_yn spherical_in spherical_kn: 1, V | 1, 2.0 | 1, A
special: lambertw: V | A, 1 | 0.5
special: jn_zeros: 1, 3
special: roots_legendre roots_hermite roots_hermitenorm roots_laguerre roots_chebyt roots_chebyu bernoulli euler: 4
special: sinc: V | 0.5
linalg: issymmetric ishermitian: S | P
sparse: isspmatrix_csr isspmatrix_csc isspmatrix_coo isspmatrix_bsr isspmatrix_dia isspmatrix_dok isspmatrix_lil: A
linalg: bandwidth: S | P
linalg: logm ldl: P
linalg: eigh_tridiagonal eigvalsh_tridiagonal: P[0], P[0, :2]
linalg: fiedler: V | D
linalg: helmert invpascal: 3
linalg: convolution_matrix: V, 3 | V, 5, 'same'
linalg: matmul_toeplitz solve_circulant: P[0], P[1] | P[0], P
linalg: solve_discrete_lyapunov: P / 9, P
linalg: solve_continuous_are solve_discrete_are: P, P, P, P
linalg: rsf2csf: P, P
linalg: cholesky_banded eigvals_banded: np.array([[0, 1, 1], [5, 5, 5]]) | P[:2]
ndimage: binary_fill_holes binary_propagation binary_hit_or_miss: A[:3] | M[:3] | K[:3]
ndimage: distance_transform_cdt distance_transform_bf: A | M
ndimage: histogram: A, 0, 5, 3
ndimage: sum: V | A | A, M.astype(int), [0, 1]
signal: freqz freqs: [1.0, 2], [1.0, 0.5] | [1.0, 2], [1.0, 0.5], L | D, [1.0], 5
signal: tf2zpk tf2sos: [1.0, 2], [1.0, 0.5] | P[0], P[1]
signal: zpk2tf zpk2sos: [1.0], [0.5], 2.0 | D[1:3], W[:2], 1.0
signal: sos2tf sos2zpk: np.array([[1.0, 2, 3, 1, 0.2, 0.3]]) | np.tile(P[:1], 2)
signal: buttord cheb1ord cheb2ord ellipord: 0.2, 0.3, 3, 40 | [0.1, 0.4], [0.05, 0.5], 3, 40
signal: firwin2: 5, [0.0, 0.5, 1.0], [1.0, 1.0, 0.0] | 5, L / L[-1], L
signal: firls: 5, [0.0, 0.5, 0.6, 1.0], [1.0, 1.0, 0.0, 0.0]
signal: remez: 5, [0.0, 0.2, 0.3, 0.5], [1.0, 0.0]
signal: iirnotch iirpeak: 0.5, 30.0
signal: iirfilter: 2, [0.2, 0.5] | 2, np.array([0.2, 0.5])
signal: iirdesign: 0.2, 0.3, 3, 40
signal: peak_widths peak_prominences: V, I | np.tile(V, 3), [2, 4]
signal: correlation_lags: 4, 3
signal: minimum_phase: np.array([1.0, 2, 3, 2, 1]) | V
signal: bilinear: [1.0], [1.0, 2.0] | P[0], P[1]
signal: lombscargle: L, V, D
signal: unique_roots: V | [1.0, 1.0, 2.0]
signal.windows: general_gaussian: 5, 1.5, 2.0
signal.windows: exponential taylor: 5
signal.windows: general_cosine: 5, [0.5, 0.5] | 5, V
signal.windows: kaiser_bessel_derived: 6, 2.0
signal.windows: dpss: 5, 2.0
"""


def scipy_calls() -> tuple[str, ...]:
    """Every call form, one expression each."""
    found = []
    for line in CALLS.strip().splitlines():
        module, names, forms = line.split(": ", 2)
        found += [f"scipy.{module}.{name}({form})" for name in names.split() for form in forms.split(" | ")]
    return tuple(found)
