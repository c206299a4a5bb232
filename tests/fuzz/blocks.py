"""The statements of random programs that hold others."""

from hypothesis import strategies as st

from tests.fuzz.programs import Lines, Writer, block
from tests.fuzz.statements import Kind, sleeps

BLOCKS: list[Kind] = []


def holds(kind: Kind) -> Kind:
    """A statement that holds others."""
    BLOCKS.append(kind)
    return kind


@holds
def repeats(writer: Writer, depth: int) -> Lines:
    return block(f"for _ in range({writer.one_of(1, 2)}):", writer.body(depth + 1))


@holds
def holds_a_lock(writer: Writer, depth: int) -> Lines:
    lock = writer.part("lock", "lock", "semaphore", "bounded")
    body = writer.body(depth + 1)
    if writer.one_of(*[True] * 4, False):
        return block(f"async with {lock}:", body)
    release = [f"{lock}.release()"]
    return [
        f"await {lock}.acquire()",
        *block("try:", body),
        *block("finally:", release),
    ]


@holds
def has_a_timeout(writer: Writer, depth: int) -> Lines:
    limit = f"limit{writer.number()}"
    body = writer.body(depth + 1)
    if writer.one_of(False, False, True):
        when = f"asyncio.get_running_loop().time() + {writer.seconds()}"
        body += [f"{limit}.reschedule({when})", *writer.body(depth + 1)]
    block_ = block(f"async with asyncio.timeout({writer.seconds()}) as {limit}:", body)
    late = [f'print(name, "timed out", {limit}.expired())']
    return [*block("try:", block_), *block("except TimeoutError:", late)]


@holds
def tries(writer: Writer, depth: int) -> Lines:
    caught = ['print(name, "caught", repr(error))', *writer.body(depth + 1)]
    error = writer.one_of("Exception", "ValueError", "BaseException")
    lines = block("try:", writer.body(depth + 1))
    lines += block(f"except {error} as error:", caught)
    if error == "BaseException":
        lines.append("    raise")
    if writer.one_of(True, False):
        lines += block("finally:", writer.body(depth + 1))
    return lines


@holds
def cleans_up(writer: Writer, depth: int) -> Lines:
    number = writer.number()
    lines = block("try:", writer.body(depth + 1))
    clean = [writer.says(f"cleans up {number}")]
    clean += writer.one_of([], ["await asyncio.sleep(0)"], sleeps(writer, depth))
    clean.append(writer.says(f"is clean {number}"))
    head = writer.one_of("finally:", "except asyncio.CancelledError:")
    again = ["raise"] if "except" in head and writer.one_of(True, True, False) else []
    return [*lines, *block(head, [*clean, *again])]


@holds
def groups_tasks(writer: Writer, depth: int) -> Lines:
    group = f"group{writer.number()}"
    made = [f"{group}.create_task({call})" for call in writer.calls()]
    lines = block(
        f"async with asyncio.TaskGroup() as {group}:",
        [*made, *writer.body(depth + 1)],
    )
    how = writer.one_of("bare", "star", "star", "group")
    if how == "bare":
        return lines
    tried = block("try:", lines)
    if how == "group":
        caught = ['print(name, "group:", [repr(one) for one in error.exceptions])']
        return [*tried, *block("except ExceptionGroup as error:", caught)]
    writer.constructs["except*"] += 1
    caught = ['print(name, "values:", [repr(one) for one in error.exceptions])']
    other = ['print(name, "others:", len(error.exceptions))']
    return [
        *tried,
        *block("except* ValueError as error:", caught),
        *block("except* Exception as error:", other),
    ]


@holds
def reads_a_generator(writer: Writer, depth: int) -> Lines:
    writer.parts.add("numbers")
    count = writer.draw(st.integers(1, 3))
    body = ['print(name, "reads", number)', *writer.body(depth + 1)]
    if writer.one_of(False, True):
        body.append("break")
    if writer.one_of(True, False):
        writer.constructs["aclosing"] += 1
        head = f"async with contextlib.aclosing(numbers(name, {count})) as source:"
        return block(head, block("async for number in source:", body))
    if writer.one_of(True, False):
        return [f"print(name, [number async for number in numbers(name, {count})])"]
    source = f"source{writer.number()}"
    lines = [
        f"{source} = numbers(name, {count})",
        *block(f"async for number in {source}:", body),
    ]
    if writer.one_of(True, False):
        lines.append(f"await {source}.aclose()")
    return lines


@holds
def enters_a_context(writer: Writer, depth: int) -> Lines:
    manager = writer.part("Door", "opened")
    name = f'name + ".{writer.number()}"'
    if manager == "Door" and writer.one_of(True, False):
        name += ", hides=True"
    return block(f"async with {manager}({name}):", writer.body(depth + 1))
