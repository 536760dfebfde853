"""Objects of pandas and of scipy.sparse, where they are installed."""

from __future__ import annotations

from tests.verify.wrong.table import Rewrite

FRAME = "(pd.DataFrame({'a': [1., 2., 3.], 'b': [4, 5, 6]}, index=list('xyz')),)"
SPARSE = "(sp.csr_array(np.array([[0., 2., 0.], [1., 0., 3.]])),)"

REWRITES = (
    Rewrite(
        "a column of the caller's frame overwritten",
        "import pandas as pd\ndef f(d):\n    d = d.assign(a=d['a'] + 1)\n    return d['a'].sum()",
        "import pandas as pd\ndef f(d):\n    return (d['a'] + 1).sum()",
        "import pandas as pd\ndef f(d):\n    d['a'] = d['a'] + 1\n    return d['a'].sum()",
        (FRAME,),
        "args[0]",
        "pandas",
    ),
    Rewrite(
        "a frame's index lost",
        "import pandas as pd\ndef f(d):\n    return d[['a']] * 2",
        "import pandas as pd\ndef f(d):\n    return d[['a']] + d[['a']]",
        "import pandas as pd\ndef f(d):\n    return pd.DataFrame({'a': d['a'].to_numpy() * 2})",
        (FRAME,),
        "result",
        "pandas",
    ),
    Rewrite(
        "a series of another dtype",
        "import pandas as pd\ndef f(d):\n    return d['b'] * 2",
        "import pandas as pd\ndef f(d):\n    return d['b'] + d['b']",
        "import pandas as pd\ndef f(d):\n    return d['b'] * 2.0",
        (FRAME,),
        "result",
        "pandas",
    ),
    Rewrite(
        "a series without its name",
        "import pandas as pd\ndef f(d):\n    return d['b'] * 2",
        "import pandas as pd\ndef f(d):\n    return 2 * d['b']",
        "import pandas as pd\ndef f(d):\n    return (d['b'] * 2).rename(None)",
        (FRAME,),
        "name",
        "pandas",
    ),
    Rewrite(
        "an index that was looked into is the same index",
        "import pandas as pd\ndef f(d):\n    return d['a'].sum()",
        "import pandas as pd\ndef f(d):\n    return d['a'].sum() if d.index.is_unique and d.loc['x'] is not None else 0",
        "import pandas as pd\ndef f(d):\n    return d['a'].mean()",
        (FRAME,),
        "result",
        "pandas",
    ),
    Rewrite(
        "an array of a frame, or a view of it",
        "import pandas as pd\ndef f(d):\n    return d['a'].to_numpy(copy=True)",
        "import pandas as pd\ndef f(d):\n    return d['a'].to_numpy().copy()",
        "import pandas as pd\ndef f(d):\n    return d['a'].to_numpy()",
        (FRAME,),
        "",
        "pandas",
    ),
    Rewrite(
        "another format of sparse matrix",
        "import scipy.sparse as sp\ndef f(s):\n    return s * 2",
        "import scipy.sparse as sp\ndef f(s):\n    return s + s",
        "import scipy.sparse as sp\ndef f(s):\n    return (s * 2).tocsc()",
        (SPARSE,),
        "csc",
        "scipy",
    ),
    Rewrite(
        "data of a sparse matrix overwritten",
        "import scipy.sparse as sp\ndef f(s):\n    s = s * 2\n    return s.sum()",
        "import scipy.sparse as sp\ndef f(s):\n    return (s * 2).sum()",
        "import scipy.sparse as sp\ndef f(s):\n    s *= 2\n    return s.sum()",
        (SPARSE,),
        "args[0].data",
        "scipy",
    ),
    Rewrite(
        "indices of a sparse matrix shared",
        "import scipy.sparse as sp\ndef f(s):\n    return s.copy()",
        "import scipy.sparse as sp\ndef f(s):\n    return sp.csr_array(s, copy=True)",
        "import scipy.sparse as sp\ndef f(s):\n    return sp.csr_array((s.data.copy(), s.indices, s.indptr), s.shape)",
        (SPARSE,),
        "result.ind",
        "scipy",
    ),
    Rewrite(
        "zeros stored in a sparse matrix",
        "import scipy.sparse as sp\ndef f(s):\n    return s * 0",
        "import scipy.sparse as sp\ndef f(s):\n    return 0 * s",
        "import scipy.sparse as sp\ndef f(s):\n    return sp.csr_array(s.shape)",
        (SPARSE,),
        "result",
        "scipy",
    ),
)
