def handled(a):
    x = 1
    try:
        x = a()
        x = x + 1
    except ValueError as error:
        y = error
    except (KeyError, OSError):
        y = x
    else:
        y = 2
    return x, y


def caught_all(a):
    try:
        return a()
    except:  # bare on purpose: it is lowered as a handler that nothing passes
        return None


def finally_only(a):
    x = 1
    try:
        x = a()
    finally:
        use(x)
    return x


def returned_through_finally(a):
    try:
        return a()
    finally:
        a = None


def loop_through_finally(xs):
    for x in xs:
        try:
            if x:
                break
            if x is None:
                continue
        finally:
            use(x)
    return x


def nested(a):
    x = 1
    try:
        try:
            x = a()
        except ValueError:
            x = 2
            raise
    finally:
        use(x)


def group(a):
    try:
        a()
    except* ValueError as errors:
        use(errors)


def context(a):
    x = 1
    with a as b, b() as (c, d):
        x = c
        x = d
    return x


def raised(a):
    raise ValueError(a) from a
