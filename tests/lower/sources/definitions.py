def captured(n):
    x = n
    y = n

    def inner(z=y):
        return x + z

    x = 2
    return inner


def rebound_inside(n):
    x = n

    def inner():
        nonlocal x
        x = x + 1

    inner()
    return x


def lambdas(n):
    x = n
    return lambda y, z=x: y + x


def class_inside(n):
    class C(n, metaclass=type):
        y = n

        def method(self):
            return self

    return C


@n.decorate(1)
def decorated(a):
    @a
    def inner():
        pass
    return inner


def generator(xs):
    for x in xs:
        y = yield x
        yield from y


async def asynchronous(a):
    async with a as b:
        async for c in b:
            await c
    return b


def frame_reader(a):
    x = a
    return locals()


class Outer:
    def method(self):
        x = self.x
        return x
