def if_elif_else(a, b):
    if a:
        x = 1
    elif b:
        x = 2
    else:
        x = 3
    return x


def if_only(a):
    x = 1
    if a: x = 2; a = x
    return x, a


def returns_early(a):
    if a:
        return a
    return 2


def short_circuit(a, b, c):
    return a and b or c


def chained_comparison(a, b, c):
    return a < b() <= c


def conditional(a, b):
    return b if a else None


def walrus(a):
    if (x := a()) is None:
        return x
    return x


def asserted(a):
    assert a, "no"
    return a


def matched(a):
    match a:
        case 0:
            x = a
        case [x, *rest] if rest:
            pass
        case {"k": x, **others}:
            del others
        case str() as x:
            pass
        case _:
            x = None
    return x
