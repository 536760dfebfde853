def for_else(xs):
    total = 0
    for x in xs:
        if x:
            break
        total = total + x
    else:
        total = -1
    return total


def while_continue(n):
    while n:
        n = n - 1
        if n == 3:
            continue
        use(n)
    return n


def forever(n):
    while True:
        n = n + 1
        if n > 9:
            return n


def nested(xs):
    for x in xs:
        for y in x:
            if y:
                break
        else:
            continue
        break
    return x


def carried(n):
    old = None
    x = n
    for _ in range(n):
        old = x
        x = x + 1
    return old, x


def comprehension(xs):
    x = 1
    ys = [x * y for x in xs if x for y in x]
    return x, ys


def dict_comprehension(xs):
    return {k: v for k, v in xs}


def consumed_generator(xs):
    return sum(x for x in xs)


def kept_generator(xs):
    return (x for x in xs)


def walrus_in_comprehension(xs):
    ys = {(last := x) for x in xs}
    return last, ys
