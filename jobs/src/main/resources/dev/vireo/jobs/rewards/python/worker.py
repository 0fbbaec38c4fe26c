"""Runs one reward function for Vireo, in a process of its own: worker.py FOLDER FILE FUNCTION.

Loads FUNCTION of FOLDER/CODE/FILE and answers requests: one JSON object a line, over what were standard input and
output. The function itself finds nothing to read there, and what it prints goes to standard error, which Vireo logs.
Ends, and removes FOLDER, when nobody can ask any more. Needs Python 3.9 and nothing else.
"""
import asyncio
import importlib.util
import inspect
import json
import math
import os
import queue
import shutil
import signal
import sys
import threading
import traceback

SHOWN = 300


class Refused(Exception):
    """The function did what it may not, or raised. Has the place of the completion that this is about, if any."""

    def __init__(self, message, index=None, raised=False):
        super().__init__(message)
        self.index = index
        self.raised = raised


def channel():
    """Keeps standard input and output for the protocol, and leaves the function others."""
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace", line_buffering=True)
    return requests, replies


def listen(requests, folder):
    """Requests as they come. When there will be none, ends the process, whatever the function is at."""
    received = queue.Queue()

    def read():
        for line in requests:
            received.put(line)
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    while True:
        yield json.loads(received.get())


def load(folder, file, name):
    """The function of that name."""
    sys.path[0] = folder
    spec = importlib.util.spec_from_file_location(os.path.splitext(file)[0], os.path.join(folder, file))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException as error:
        raise Refused(f"cannot be loaded: {told(error, folder)}") from error
    function = getattr(module, name, None)
    if not callable(function):
        known = [
            key
            for key, value in vars(module).items()
            if inspect.isfunction(value) and value.__module__ == spec.name and not key.startswith("_")
        ]
        raise Refused(f"has no function '{name}'; it has {', '.join(known) or 'none'}: name one in option 'function'")
    return function


def told(error, folder):
    """An exception as one line, with the place in the user's files where it arose."""
    lines = str(error).strip().splitlines()
    text = f"{type(error).__name__}: {shortened(lines[0])}" if lines else type(error).__name__
    if isinstance(error, SyntaxError) and error.filename:
        text = f"{type(error).__name__}: {error.msg}"
        return f"{text} ({os.path.basename(error.filename)}, line {error.lineno})"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(folder)]
    return f"{text} ({os.path.basename(frames[-1].filename)}, line {frames[-1].lineno})" if frames else text


def shortened(text):
    return text if len(text) <= SHOWN else text[:SHOWN] + "..."


def arguments(function, given):
    """Those of the columns that the function takes: all of them if it takes any."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return given
    if any(each.kind is each.VAR_KEYWORD for each in parameters):
        taken = given
    else:
        names = {each.name for each in parameters}
        taken = {name: value for name, value in given.items() if name in names}
    missing = [name for name in needed(function) if name not in given]
    if missing:
        raise Refused(f"needs '{missing[0]}', which no prompt has: list the column in prompts.attribute-columns")
    return taken


def needed(function):
    """The arguments that the function cannot be called without."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return []
    return [
        each.name
        for each in parameters
        if each.default is each.empty and each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)
    ]


class Said:
    """What a function says besides rewards, through the log_extra and log_metric that it is given, as TRL gives them."""

    def __init__(self, count):
        self.count = count
        self.extra = {}
        self.metrics = {}

    def log_extra(self, column, values):
        if hasattr(values, "tolist"):
            values = values.tolist()
        if not isinstance(values, (list, tuple)):
            raise Refused(f"calls log_extra('{column}', ...) with {kind(values)}, not a list: give a value for each completion")
        if len(values) != self.count:
            raise Refused(
                f"calls log_extra('{column}', ...) with {counted(len(values), 'value')} for"
                f" {counted(self.count, 'completion')}: give one for each, None for none"
            )
        self.extra[str(column)] = [plain(value) for value in values]

    def log_metric(self, name, value):
        try:
            value = float(value)
        except Exception as error:
            raise Refused(f"calls log_metric('{name}', ...) with {kind(value)}, which is not one number") from error
        if math.isfinite(value):
            self.metrics.setdefault(str(name), []).append(value)


def plain(value):
    """A number, a text, or None: whatever else it is, its text."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return int(value)
    if hasattr(value, "item"):
        try:
            value = value.item()
        except Exception:
            return str(value)
    if isinstance(value, (int, float)):
        return float(value) if math.isfinite(value) else None
    return str(value)


async def awaited(value):
    return await value


def call(function, columns, loop, folder):
    """The function's values, as it gives them, and what it says besides."""
    said = Said(len(columns["completions"]))
    given = dict(columns)
    given["log_extra"] = said.log_extra
    given["log_metric"] = said.log_metric
    taken = arguments(function, given)
    try:
        values = function(**taken)
        if inspect.isawaitable(values):
            values = loop.run_until_complete(awaited(values))
        return values, said
    except Refused:
        raise
    except BaseException as error:
        traceback.print_exc()
        raise Refused(told(error, folder), raised=True) from error


def checked(values, count):
    """One finite number, or None, for each completion."""
    if hasattr(values, "tolist"):
        values = values.tolist()
    if not isinstance(values, (list, tuple)):
        raise Refused(f"returned {kind(values)}, not a list: return a number, or None, for each completion")
    if len(values) != count:
        raise Refused(
            f"returned {counted(len(values), 'value')} for {counted(count, 'completion')}:"
            " return one for each, None for no reward"
        )
    return [number(value, index) for index, value in enumerate(values)]


def number(value, index):
    if value is None:
        return None
    if isinstance(value, (str, bytes)) or not hasattr(value, "__float__"):
        shown = shortened(repr(value).replace("\n", " "))
        raise Refused(f"returned {shown}, which is not a number: return None for no reward", index)
    try:
        value = float(value)
    except Exception as error:
        raise Refused(f"returned {kind(value)}, which is not one number: return None for no reward", index) from error
    if not math.isfinite(value):
        raise Refused(f"returned {value}: return a finite number, or None for no reward", index)
    return value


def counted(number, thing):
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def kind(value):
    return "None" if value is None else f"a value of type {type(value).__name__}"


def main():
    folder, file, name = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests, replies = channel()

    def reply(content):
        replies.write(json.dumps(content, allow_nan=False).encode() + b"\n")
        replies.flush()

    code = os.path.join(folder, "code")
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    received = listen(requests, folder)
    try:
        if sys.version_info < (3, 9):
            raise Refused("needs Python 3.9 or newer, and this is " + sys.version.split()[0])
        function = load(code, file, name)
        reply({"needs": needed(function)})
    except Refused as refused:
        traceback.print_exc()
        reply({"error": str(refused)})
        return
    for request in received:
        try:
            values, said = call(function, request, loop, code)
            rewards = checked(values, len(request["completions"]))
            reply({"rewards": rewards, "extra": said.extra, "metrics": said.metrics})
        except Refused as refused:
            reply({"error": str(refused), "index": refused.index, "raised": refused.raised})


if __name__ == "__main__":
    main()
